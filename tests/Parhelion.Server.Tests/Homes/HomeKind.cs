namespace Parhelion.Server.Tests.Homes;

/// <summary>The homes that a server can have.</summary>
public enum HomeKind
{
    /// <summary>Everything in one folder.</summary>
    SqliteDisk,

    /// <summary>Rows in PostgreSQL, bytes in a folder.</summary>
    PostgresDisk,
}
