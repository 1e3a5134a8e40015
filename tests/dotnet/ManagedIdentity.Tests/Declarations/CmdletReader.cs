using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ManagedIdentity.Tests.Declarations;

/// <summary>Reads the declarations of cmdlets from the assembly's metadata, without an engine and without running code.</summary>
internal sealed class CmdletReader : IDisposable
{
    private const string Named = "__AllParameterSets";
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    internal CmdletReader(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>All cmdlets by name.</summary>
    internal SortedDictionary<string, Cmdlet> Read()
    {
        SortedDictionary<string, Cmdlet> found = new(StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in _metadata.TypeDefinitions)
        {
            TypeDefinition type = _metadata.GetTypeDefinition(handle);
            Attribute? declared = Attributes(type.GetCustomAttributes()).FirstOrDefault(attribute => attribute.Name == "CmdletAttribute");
            if (declared is not null)
            {
                Cmdlet cmdlet = Read(type, declared);
                found.Add(declared.Fixed[0] + "-" + declared.Fixed[1], cmdlet);
            }
        }

        return found;
    }

    public void Dispose() => _file.Dispose();

    private Cmdlet Read(TypeDefinition type, Attribute declared)
    {
        SortedDictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
        foreach (TypeDefinition level in Levels(type))
        {
            foreach (PropertyDefinitionHandle handle in level.GetProperties())
            {
                PropertyDefinition property = _metadata.GetPropertyDefinition(handle);
                Attribute[] attributes = [.. Attributes(property.GetCustomAttributes())];
                Attribute[] parameter = [.. attributes.Where(attribute => attribute.Name == "ParameterAttribute")];
                if (parameter.Length > 0)
                {
                    parameters.Add(_metadata.GetString(property.Name), Read(property, attributes, parameter));
                }
            }
        }

        return new(
            _metadata.GetString(type.Name),
            declared.Value("DefaultParameterSetName", string.Empty),
            declared.Value("SupportsShouldProcess", "False") == "True",
            [.. Attributes(type.GetCustomAttributes()).Where(attribute => attribute.Name == "OutputTypeAttribute").Select(Output)],
            parameters);
    }

    private static Parameter Read(PropertyDefinition property, Attribute[] attributes, Attribute[] declared)
    {
        string kind = property.DecodeSignature(new TypeNames(), null).ReturnType;
        string[] aliases = [.. attributes.Where(attribute => attribute.Name == "AliasAttribute").SelectMany(attribute => attribute.Fixed)];
        return new(kind, aliases, new SortedDictionary<string, ParameterInSet>(
            declared.ToDictionary(
                attribute => attribute.Value("ParameterSetName", Named),
                attribute => new ParameterInSet(
                    attribute.Value("Mandatory", "False") == "True",
                    attribute.Value("Position", "Named"),
                    Pipeline(attribute))),
            StringComparer.Ordinal));
    }

    private static string Pipeline(Attribute attribute) => string.Join(
        ", ",
        new[] { ("ValueFromPipelineByPropertyName", "ByPropertyName"), ("ValueFromPipeline", "ByValue") }
            .Where(pair => attribute.Value(pair.Item1, "False") == "True")
            .Select(pair => pair.Item2));

    private static string Output(Attribute attribute)
    {
        string sets = attribute.Value("ParameterSetName", string.Empty);
        return string.Join(", ", attribute.Fixed) + (sets.Length == 0 ? string.Empty : $" ({sets})");
    }

    private IEnumerable<TypeDefinition> Levels(TypeDefinition type)
    {
        yield return type;
        while (type.BaseType.Kind == HandleKind.TypeDefinition)
        {
            type = _metadata.GetTypeDefinition((TypeDefinitionHandle)type.BaseType);
            yield return type;
        }
    }

    private IEnumerable<Attribute> Attributes(CustomAttributeHandleCollection handles)
    {
        foreach (CustomAttributeHandle handle in handles)
        {
            CustomAttribute attribute = _metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference)
            {
                continue;
            }

            MemberReference constructor = _metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
            TypeReference type = _metadata.GetTypeReference((TypeReferenceHandle)constructor.Parent);
            if (_metadata.GetString(type.Namespace) == "System.Management.Automation")
            {
                CustomAttributeValue<string> value = attribute.DecodeValue(new TypeNames());
                yield return new(
                    _metadata.GetString(type.Name),
                    [.. value.FixedArguments.SelectMany(argument => Flat(argument.Value))],
                    value.NamedArguments.ToDictionary(named => named.Name!, named => string.Join(", ", Flat(named.Value))));
            }
        }
    }

    private static IEnumerable<string> Flat(object? value) => value is ImmutableArray<CustomAttributeTypedArgument<string>> many
        ? many.SelectMany(one => Flat(one.Value))
        : [value?.ToString() ?? string.Empty];

    private sealed record Attribute(string Name, string[] Fixed, Dictionary<string, string> NamedValues)
    {
        internal string Value(string name, string otherwise) => NamedValues.GetValueOrDefault(name, otherwise);
    }
}
