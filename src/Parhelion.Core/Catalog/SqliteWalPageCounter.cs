using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>Counts the pages in use in the write-ahead log of SQLite. The length of the log file does not show this number.</summary>
/// <remarks>After SQLite has copied all pages to the database, it does not shorten the log file. Instead, it overwrites the log from its beginning.</remarks>
internal sealed unsafe partial class SqliteWalPageCounter
{
    private readonly SqliteConnection connection;
    private long* pages;

    /// <summary>Makes SQLite report the number of pages after each commit of a connection. This replaces <c>PRAGMA wal_autocheckpoint</c>.</summary>
    public SqliteWalPageCounter(SqliteConnection connection)
    {
        this.connection = connection;
        pages = (long*)NativeMemory.AllocZeroed(sizeof(long));
        SetHook(connection.Handle!.DangerousGetHandle(), &Report, pages);
    }

    /// <summary>Number of pages after the last commit. Only the thread that commits may read it.</summary>
    public long Pages => pages is null ? 0 : *pages;

    /// <summary>Stops the reports. Call this before the connection is closed.</summary>
    public void Release()
    {
        if (pages is null) return;
        SetHook(connection.Handle!.DangerousGetHandle(), null, null);
        NativeMemory.Free(pages);
        pages = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Report(long* pages, nint connection, nint database, int count)
    {
        *pages = count;
        return 0;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_wal_hook")]
    private static partial nint SetHook(nint connection, delegate* unmanaged[Cdecl]<long*, nint, nint, int, int> hook, long* context);
}
