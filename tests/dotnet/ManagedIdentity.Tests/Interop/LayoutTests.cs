using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using ManagedIdentity.Native;
using ManagedIdentity.Tests.Support;
using Xunit;

namespace ManagedIdentity.Tests.Interop;

public sealed class LayoutTests
{
    public static TheoryData<string> Structs => [.. Recorded().Except(Unused.Names("Azmi"))];

    [Theory]
    [MemberData(nameof(Structs))]
    public void The_layout_of_a_struct_matches_the_library(string name)
    {
        Type type = Native(name);
        JsonElement expected = Contract.Structs.GetProperty(name);
        Assert.Equal(expected.GetProperty("size").GetInt32(), Marshal.SizeOf(type));

        FieldInfo[] fields = [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public).OrderBy(field => field.MetadataToken)];
        Assert.Equal(
            expected.GetProperty("fields").EnumerateArray().Select(field => (
                Pascal(field.GetProperty("name").GetString()!),
                field.GetProperty("offset").GetInt32(),
                field.GetProperty("size").GetInt32())),
            fields.Select(field => (field.Name, (int)Marshal.OffsetOf(type, field.Name), SizeOf(field.FieldType))));
    }

    [Theory]
    [MemberData(nameof(Structs))]
    public void A_struct_is_blittable(string name)
    {
        object one = Activator.CreateInstance(Native(name))!;

        // Pinning fails for types that need conversion.
        GCHandle.Alloc(one, GCHandleType.Pinned).Free();
    }

    [Fact]
    public void Every_recorded_struct_is_in_the_shim_or_listed_as_unused()
    {
        IEnumerable<string> own = typeof(NativeMethods).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.Name.StartsWith("Azmi", StringComparison.Ordinal))
            .Select(type => type.Name);
        Assert.Equal(Recorded().Order(), own.Concat(Unused.Names("Azmi")).Order());
    }

    private static IEnumerable<string> Recorded() => Contract.Structs.EnumerateObject().Select(entry => entry.Name);

    private static Type Native(string name) => typeof(NativeMethods).Assembly.GetType("ManagedIdentity.Native." + name, throwOnError: true)!;

    private static string Pascal(string snake) =>
        string.Concat(snake.Split('_').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));

    private static int SizeOf(Type type) => type.IsPointer ? IntPtr.Size : Marshal.SizeOf(type);
}
