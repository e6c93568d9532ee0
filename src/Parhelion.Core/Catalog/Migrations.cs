using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Migrates the database schema to the newest version, with the numbered SQL files that are embedded in this assembly. A schema cannot go back to an
/// earlier version.</summary>
public static class Migrations
{
    private const string Folder = "Parhelion.Core.Catalog.Schema.";
    private const string VersionText = "SELECT COALESCE(MAX(version), 0) FROM schema_versions";
    private const int SqliteError = 1; // SQLITE_ERROR: the text names what is not there
    private const string UndefinedTable = "42P01"; // PostgreSQL

    /// <summary>The version of the schema that this Parhelion uses.</summary>
    public static long Newest => Files()[^1].Version;

    /// <summary>Gets the version of a database's schema; 0 when the database was never used.</summary>
    public static async Task<long> VersionAsync(Database database, CancellationToken cancellationToken) =>
        await database.ReadAsync(VersionAsync, cancellationToken);

    /// <summary>Gets the version through a session. The session must not be in a transaction: PostgreSQL aborts a transaction when a statement fails.</summary>
    public static async ValueTask<long> VersionAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Sql(VersionText).FirstAsync(row => row.GetInt64(0), cancellationToken);
        }
        catch (DbException e) when (e.SqlState == UndefinedTable || e is SqliteException { SqliteErrorCode: SqliteError })
        {
            return 0;
        }
    }

    /// <summary>Throws when the version of the schema is newer than this Parhelion supports.</summary>
    /// <exception cref="UnusableDatabaseException">A newer Parhelion has created or migrated the database.</exception>
    public static void RequireKnown(long version)
    {
        if (version <= Newest) return;
        throw new UnusableDatabaseException(
            $"The database has schema version {version}, but this version of Parhelion supports versions up to {Newest}; use the newer version that updated the database.");
    }

    /// <summary>Migrates a database to the newest version. The caller holds a lock and has begun a transaction.</summary>
    /// <exception cref="UnusableDatabaseException">A newer Parhelion has created or migrated the database.</exception>
    public static async ValueTask ApplyAsync(DatabaseSession session, TimeProvider clock)
    {
        await session.Sql("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)").ExecuteAsync();
        var current = await session.Sql(VersionText).FirstAsync(row => row.GetInt64(0));
        RequireKnown(current);
        foreach (var (version, text) in Files().Where(file => file.Version > current))
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
