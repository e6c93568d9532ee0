using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>Counts the exception handlers of the methods of an assembly: <c>catch</c>, <c>finally</c> and with it <c>lock</c> and <c>using</c>.</summary>
internal static class ExceptionHandlers
{
    private static readonly SignatureNames Names = new();

    /// <summary>Returns the count for each method.</summary>
    public static IReadOnlyDictionary<string, int> Count(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            // In trimmed code, methods and types have other numbers, and parameters have no names. So overloads are told apart by the names of their types.
            var signature = method.DecodeSignature(Names, genericContext: null);
            var arity = signature.GenericParameterCount == 0 ? "" : $"`{signature.GenericParameterCount}";
            var name = $"{SignatureNames.NameOf(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}{arity}({string.Join(", ", signature.ParameterTypes)}) -> {signature.ReturnType}";
            counts.Add(name, file.GetMethodBody(method.RelativeVirtualAddress).ExceptionRegions.Length);
        }

        return counts;
    }
}
