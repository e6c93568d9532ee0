using System.Reflection;
using System.Text.RegularExpressions;
using Parhelion.Core.Catalog;

namespace Parhelion.Tests;

/// <summary>Every statement of the catalog, for the tests that ask an engine how it means to run them.</summary>
internal static partial class CatalogStatements
{
    /// <summary>Texts by <c>Table.Name</c>.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = typeof(Database).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(Database).Namespace && type.Name.EndsWith("Table", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral && field.Name.EndsWith("Text", StringComparison.Ordinal))
            .Select(field => ($"{type.Name}.{field.Name}", (string)field.GetRawConstantValue()!)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The parameters of a text, each once, in the order in which they come.</summary>
    public static IReadOnlyList<string> ParametersOf(string text) => [.. Parameters().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
