namespace Parhelion.Server.Storage;

/// <summary>The databases that the server supports.</summary>
public enum DatabaseProvider
{
    /// <summary>One SQLite file in the data directory.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, 15 or later, that nodes share.</summary>
    Postgres,
}
