using System.Data.Common;
using System.Reflection;

namespace Parhelion.Core.Catalog;

/// <summary>The numbered, forward-only schema files that are embedded in this assembly.</summary>
public static class Migrations
{
    private const string Folder = "Parhelion.Core.Catalog.Schema.";
    private const string VersionText = "SELECT COALESCE(MAX(version), 0) FROM schema_versions";

    /// <summary>The version that this Parhelion works with.</summary>
    public static long Newest => Files()[^1].Version;

    /// <summary>The version that a database has; 0 when it was never used.</summary>
    public static async Task<long> VersionAsync(Database database, CancellationToken cancellationToken)
    {
        await database.ReadAsync((session, token) => session.Sql("SELECT 1").FirstAsync(_ => true, token), cancellationToken);
        try
        {
            return await database.ReadAsync((session, token) => session.Sql(VersionText).FirstAsync(row => row.GetInt64(0), token), cancellationToken);
        }
        catch (DbException)
        {
            // It can be reached, as was seen, and has no such table.
            return 0;
        }
    }

    /// <summary>Brings a database up to date. The caller holds a lock, inside one transaction.</summary>
    /// <exception cref="UnusableDatabaseException">The database was made by a newer Parhelion.</exception>
    public static async ValueTask ApplyAsync(Session session, TimeProvider clock)
    {
        await session.Sql("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)").ExecuteAsync();
        var current = await session.Sql(VersionText).FirstAsync(row => row.GetInt64(0));
        var files = Files();
        if (current > files[^1].Version)
        {
            throw new UnusableDatabaseException(
                $"The database has schema version {current}, and this Parhelion knows versions up to {files[^1].Version}; use the newer Parhelion that made it.");
        }

        foreach (var (version, text) in files.Where(file => file.Version > current))
        {
            await session.Sql(text).ExecuteAsync();
            await session.Sql("INSERT INTO schema_versions (version, applied_at) VALUES (@version, @now)")
                .With("@version", version).With("@now", clock.GetUtcNow().ToUnixTimeMilliseconds()).ExecuteAsync();
        }
    }

    private static List<(long Version, string Text)> Files() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (long.Parse(name.AsSpan(Folder.Length, 4)), Read(name)))];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
