using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>The reference assemblies of .NET Framework, read as metadata without loading them.</summary>
internal sealed class FrameworkReferences
{
    private static readonly TypeNames s_names = new();
    private readonly Dictionary<string, (HashSet<string> Members, string? Base)> _types = new(StringComparer.Ordinal);

    /// <param name="folder">The folder of the assemblies.</param>
    internal FrameworkReferences(string folder)
    {
        string facades = Path.Combine(folder, "Facades");
        foreach (string file in Directory.GetFiles(folder, "*.dll").Concat(Directory.Exists(facades) ? Directory.GetFiles(facades, "*.dll") : []))
        {
            Read(file);
        }
    }

    /// <summary>Finds references of an assembly that don't exist in the framework.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="everyReference">Whether to check every reference, not only netstandard.</param>
    /// <returns>Names of types and members.</returns>
    internal IReadOnlyList<string> Missing(string path, bool everyReference = false)
    {
        using PEReader pe = new(File.OpenRead(path));
        MetadataReader reader = pe.GetMetadataReader();
        SortedSet<string> missing = new(StringComparer.Ordinal);
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            if (IsOfFramework(reader, handle, everyReference) && !_types.ContainsKey(Name(reader, handle)))
            {
                missing.Add(Name(reader, handle));
            }
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            TypeReferenceHandle? parent = Parent(reader, member.Parent);
            if (parent is TypeReferenceHandle type && IsOfFramework(reader, type, everyReference))
            {
                string owner = Name(reader, type);
                string name = reader.GetString(member.Name);
                int parameters = member.GetKind() == MemberReferenceKind.Method ? member.DecodeMethodSignature(s_names, null).ParameterTypes.Length : -1;
                if (_types.ContainsKey(owner) && !Has(owner, name, parameters))
                {
                    missing.Add($"{owner}.{name}/{parameters}");
                }
            }
        }

        return [.. missing];
    }

    private static bool IsOfFramework(MetadataReader reader, TypeReferenceHandle handle, bool everyReference)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsOfFramework(reader, (TypeReferenceHandle)scope, everyReference),
            HandleKind.AssemblyReference => everyReference
                || reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == "netstandard",
            _ => false,
        };
    }

    // A member of a generic type refers to the type's specification, which begins with the type.
    private static TypeReferenceHandle? Parent(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        BlobReader blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        _ = blob.ReadCompressedInteger();
        EntityHandle type = blob.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Name(reader, (TypeReferenceHandle)type.ResolutionScope) + "+" + reader.GetString(type.Name)
            : reader.GetString(type.Namespace) + "." + reader.GetString(type.Name);
    }

    private static string Name(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        return outer.IsNil
            ? reader.GetString(type.Namespace) + "." + reader.GetString(type.Name)
            : Name(reader, outer) + "+" + reader.GetString(type.Name);
    }

    // Compares the name and the number of parameters, in the type or its base types.
    private bool Has(string type, string member, int parameters)
    {
        for (string? at = type; at is not null && _types.TryGetValue(at, out (HashSet<string> Members, string? Base) found); at = found.Base)
        {
            if (found.Members.Contains($"{member}/{parameters}"))
            {
                return true;
            }
        }

        return false;
    }

    private void Read(string file)
    {
        using PEReader pe = new(File.OpenRead(file));
        if (!pe.HasMetadata)
        {
            return;
        }

        MetadataReader reader = pe.GetMetadataReader();
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            HashSet<string> members = [];
            foreach (MethodDefinitionHandle method in type.GetMethods())
            {
                MethodDefinition definition = reader.GetMethodDefinition(method);
                members.Add($"{reader.GetString(definition.Name)}/{definition.DecodeSignature(s_names, null).ParameterTypes.Length}");
            }

            foreach (FieldDefinitionHandle field in type.GetFields())
            {
                members.Add($"{reader.GetString(reader.GetFieldDefinition(field).Name)}/-1");
            }

            string? parent = type.BaseType.Kind switch
            {
                HandleKind.TypeReference => Name(reader, (TypeReferenceHandle)type.BaseType),
                HandleKind.TypeDefinition when !type.BaseType.IsNil => Name(reader, (TypeDefinitionHandle)type.BaseType),
                _ => null,
            };
            _types.TryAdd(Name(reader, handle), (members, parent));
        }
    }
}
