using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ManagedIdentity.Native;

/// <summary>Binds the library's name to one file, on .NET.</summary>
/// <remarks>NativeLibrary isn't part of .NET Standard 2.0, so this class uses reflection.</remarks>
internal sealed class ResolverBinding
{
    private const string Space = "System.Runtime.InteropServices.";
    private readonly IntPtr _library;

    private ResolverBinding(IntPtr library)
    {
        _library = library;
    }

    /// <summary>Loads the file and binds the name to it.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <returns>False if this runtime has no resolvers (.NET Framework, Mono).</returns>
    internal static bool TryBind(string path)
    {
        Assembly core = typeof(object).Assembly;
        Type? resolverType = core.GetType(Space + "DllImportResolver");
        Type? nativeLibrary = core.GetType(Space + "NativeLibrary");
        MethodInfo? load = nativeLibrary?.GetMethod("Load", [typeof(string)]);
        MethodInfo? setResolver = nativeLibrary?.GetMethod("SetDllImportResolver");
        if (resolverType is null || load is null || setResolver is null)
        {
            return false;
        }

        try
        {
            ResolverBinding binding = new((IntPtr)load.Invoke(null, [path])!);
            Delegate resolver = Delegate.CreateDelegate(resolverType, binding, nameof(Resolve));
            setResolver.Invoke(null, [typeof(ResolverBinding).Assembly, resolver]);
        }
        catch (TargetInvocationException failed) when (failed.InnerException is InvalidOperationException)
        {
            // Already bound by another thread, or by an earlier attempt that failed later.
        }
        catch (TargetInvocationException failed) when (failed.InnerException is DllNotFoundException or BadImageFormatException)
        {
            throw LibraryFailure.NotLoaded(path, null, failed.InnerException);
        }

        return true;
    }

    private IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == NativeMethods.Library ? _library : IntPtr.Zero;
}
