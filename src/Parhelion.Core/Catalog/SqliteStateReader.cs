using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Reads what a SQLite file says of itself, through a connection that cannot write: neither the file nor its log changes, as they would when the last
/// connection that can write is closed. There is one exception: a file that was being made when the power went has a rollback journal, and
/// cannot be read until SQLite has undone the unfinished change.</summary>
public static class SqliteStateReader
{
    private const int MustRollBack = 776; // SQLITE_READONLY_ROLLBACK

    /// <summary>Reads it. Version 0: a server has yet to write to the file.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not a database.</exception>
    public static async Task<DatabaseState> ReadAsync(string file, CancellationToken cancellationToken)
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

    private static async Task<DatabaseState> ReadAsync(string file, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        using var session = new DatabaseSession(connection, text => text);
        await connection.OpenAsync(cancellationToken);
        return await DatabaseState.ReadAsync(session, cancellationToken);
    }
}
