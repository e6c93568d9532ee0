using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parhelion.Core.Catalog;

/// <summary>Makes connections to SQLite files. Only one thread at a time may use a connection, because the class configures SQLite not to lock its
/// connections.</summary>
internal static class SqliteConnectionFactory
{
    // Since one thread at a time uses a connection, SQLite need not lock it in each call. Nobody asks how much memory SQLite uses, so it need not count each
    // allocation under a lock either. If SQLite was in use before, it refuses both and stays a little slower.
    static SqliteConnectionFactory()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>Makes a connection, which the caller opens and disposes.</summary>
    public static SqliteConnection Create(string file, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate) =>
        new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
}
