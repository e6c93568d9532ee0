using System.Runtime.CompilerServices;
using Parhelion.Postgres;

namespace Parhelion.Server.Setup;

/// <summary>Where rows and bytes are kept: sections <c>Database</c> and <c>Blobs</c>.</summary>
public sealed record StorageSettings
{
    private const string ConnectionName = "Database:ConnectionString";

    /// <summary><c>Database:Provider</c>. Default: <see cref="DatabaseProvider.Sqlite"/>.</summary>
    public DatabaseProvider Database { get; init; }

    /// <summary><c>Database:ConnectionString</c>, a secret. Required with <see cref="DatabaseProvider.Postgres"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary><c>Blobs:Provider</c>. Default: <see cref="BlobProvider.Disk"/>.</summary>
    public BlobProvider Blobs { get; init; }

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{Database}, {Blobs}";

    internal static StorageSettings Read(SettingsReader reader)
    {
        var database = reader.Choice("Database:Provider", DatabaseProvider.Sqlite);
        return new StorageSettings
        {
            Database = database,
            ConnectionString = database == DatabaseProvider.Postgres ? ConnectionStringOf(reader) : NoConnectionString(reader),
            Blobs = reader.Choice("Blobs:Provider", BlobProvider.Disk),
        };
    }

    // In a method of its own, so that nothing of PostgreSQL is loaded for a server that has no use for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? ConnectionStringOf(SettingsReader reader)
    {
        if (reader.Text(ConnectionName) is not { } text)
        {
            reader.Add($"Parhelion:{ConnectionName} is missing; Postgres needs one, such as Host=db.example.org;Username=parhelion;Password=...;Database=parhelion.");
            return null;
        }

        if (PostgresConnections.FaultOf(text) is not { } fault) return text;
        reader.Add($"Parhelion:{ConnectionName} is not usable (its value is not shown): {fault}.");
        return null;
    }

    // Whoever gives one and forgets the provider would find the rows in a file one day.
    private static string? NoConnectionString(SettingsReader reader)
    {
        if (reader.Text(ConnectionName) is not null) reader.Add($"Parhelion:{ConnectionName} is set, which goes with Parhelion:Database:Provider=Postgres only.");
        return null;
    }
}

/// <summary>Where rows are kept.</summary>
public enum DatabaseProvider
{
    /// <summary>One SQLite file in the data directory.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, 15 or later, that nodes share.</summary>
    Postgres,
}

/// <summary>Where bytes are kept.</summary>
public enum BlobProvider
{
    /// <summary>Files in the data directory.</summary>
    Disk,
}
