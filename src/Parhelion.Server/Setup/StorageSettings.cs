namespace Parhelion.Server.Setup;

/// <summary>Where rows and bytes are kept: sections <c>Database</c> and <c>Blobs</c>.</summary>
public sealed record StorageSettings
{
    /// <summary><c>Database:Provider</c>. Default: <see cref="DatabaseProvider.Sqlite"/>.</summary>
    public DatabaseProvider Database { get; init; }

    /// <summary><c>Blobs:Provider</c>. Default: <see cref="BlobProvider.Disk"/>.</summary>
    public BlobProvider Blobs { get; init; }

    /// <summary>Whether any of it is in the data directory.</summary>
    public bool IsLocal => Database == DatabaseProvider.Sqlite || Blobs == BlobProvider.Disk;

    internal static StorageSettings Read(SettingsReader reader) => new()
    {
        Database = reader.Choice("Database:Provider", DatabaseProvider.Sqlite),
        Blobs = reader.Choice("Blobs:Provider", BlobProvider.Disk),
    };
}

/// <summary>Where rows are kept.</summary>
public enum DatabaseProvider
{
    /// <summary>One SQLite file in the data directory.</summary>
    Sqlite,
}

/// <summary>Where bytes are kept.</summary>
public enum BlobProvider
{
    /// <summary>Files in the data directory.</summary>
    Disk,
}
