using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Reads whose a SQLite file is, through a connection that cannot write: neither the file nor its log changes, as they would when the last
/// connection that can write is closed. There is one exception: a file that was being made when the power went has a rollback journal, and
/// cannot be read until SQLite has undone the unfinished change.</summary>
public static class SqlitePeek
{
    private const int NoSuchTable = 1; // SQLITE_ERROR
    private const int MustRollBack = 776; // SQLITE_READONLY_ROLLBACK

    /// <summary>Reads the record of the installation. All of it is empty in a file without such a table, which a server has yet to write to.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not a database.</exception>
    public static async Task<InstallationRecord> ReadAsync(string file, CancellationToken cancellationToken)
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

    private static async Task<InstallationRecord> ReadAsync(string file, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        using var session = new Session(connection, text => text);
        await connection.OpenAsync(cancellationToken);
        try
        {
            return await InstallationTable.ReadAsync(session, cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == NoSuchTable)
        {
            return new InstallationRecord(null, null, null, 0);
        }
    }
}
