using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads the <see cref="DatabaseIdentity"/> of a SQLite file through a read-only connection. Such a connection changes neither the file nor its log. A writable
/// connection could change both when it is closed.
/// </summary>
/// <remarks>In one case the connection is writable: if a power cut happened during the creation of the file, SQLite must first undo the unfinished
/// change.</remarks>
public static class SqliteIdentityReader
{
    private const int MustRollBack = 776; // SQLITE_READONLY_ROLLBACK

    /// <summary>Reads the identity. Its version is 0 if no server has written to the file yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The file is not a database.</exception>
    public static async Task<DatabaseIdentity> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(file, SqliteOpenMode.ReadOnly, cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == MustRollBack)
        {
            return await ReadAsync(file, SqliteOpenMode.ReadWrite, cancellationToken);
        }
    }

    private static async Task<DatabaseIdentity> ReadAsync(string file, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = SqliteConnectionFactory.Create(file, mode);
        using var session = new DatabaseSession(connection, text => text);
        await connection.OpenAsync(cancellationToken);
        return await DatabaseIdentity.ReadAsync(session, cancellationToken);
    }
}
