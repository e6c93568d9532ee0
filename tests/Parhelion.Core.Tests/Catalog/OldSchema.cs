using Parhelion.Core.Catalog;

namespace Parhelion.Tests;

/// <summary>Makes the tables of an earlier schema.</summary>
internal static class OldSchema
{
    private const string Folder = "Parhelion.Core.Catalog.Schema.";

    /// <summary>Runs the schema files before the one with a number, such as <c>0014</c>.</summary>
    public static async ValueTask CreateAsync(DatabaseSession session, string before)
    {
        await session.Sql("CREATE TABLE schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)").ExecuteAsync();
        var assembly = typeof(Database).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (string.CompareOrdinal(name, Folder.Length, before, 0, before.Length) >= 0) return;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await session.Sql(await reader.ReadToEndAsync()).ExecuteAsync();
            await session.Sql("INSERT INTO schema_versions (version, applied_at) VALUES (@version, 0)").With("@version", long.Parse(name.AsSpan(Folder.Length, 4))).ExecuteAsync();
        }
    }
}
