namespace Parhelion.Server.Tests.Homes;

/// <summary>The homes that a server can have.</summary>
public enum HomeKind
{
    /// <summary>Everything in one folder.</summary>
    SqliteDisk,

    /// <summary>Rows in PostgreSQL, bytes in a folder.</summary>
    PostgresDisk,

    /// <summary>Rows in a folder, bytes in Ceph.</summary>
    SqliteCeph,

    /// <summary>Rows in PostgreSQL, bytes in Ceph.</summary>
    PostgresCeph,

    /// <summary>Rows in PostgreSQL, bytes in Swift.</summary>
    PostgresSwift,
}
