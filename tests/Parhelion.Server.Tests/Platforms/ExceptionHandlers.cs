using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>Counts the exception handlers of the methods of an assembly: <c>catch</c>, <c>finally</c> and with it <c>lock</c> and <c>using</c>.</summary>
internal static class ExceptionHandlers
{
    /// <summary>Returns the count for each method. Overloads with the same names of parameters are one entry.</summary>
    public static IReadOnlyDictionary<string, int> Count(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            // Methods and types have other numbers in trimmed code, so overloads are told apart by the names of their parameters.
            var parameters = method.GetParameters().Select(parameter => metadata.GetString(metadata.GetParameter(parameter).Name));
            var name = $"{NameOf(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}({string.Join(", ", parameters)})";
            counts[name] = counts.GetValueOrDefault(name) + file.GetMethodBody(method.RelativeVirtualAddress).ExceptionRegions.Length;
        }

        return counts;
    }

    private static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(metadata, outer)}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
