using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>How many pages of the write-ahead log are in use. The size of its file does not tell: once all pages are copied to the database, SQLite writes
/// over the log from its beginning and leaves the file as long as it was.</summary>
internal sealed unsafe partial class WalPageCount
{
    private readonly SqliteConnection connection;
    private long* pages;

    /// <summary>Has SQLite report the pages after each commit of a connection. Takes the place of <c>PRAGMA wal_autocheckpoint</c>.</summary>
    public WalPageCount(SqliteConnection connection)
    {
        this.connection = connection;
        pages = (long*)NativeMemory.AllocZeroed(sizeof(long));
        SetHook(connection.Handle!.DangerousGetHandle(), &Report, pages);
    }

    /// <summary>Pages after the last commit. Read in the thread that commits.</summary>
    public long Pages => pages is null ? 0 : *pages;

    /// <summary>Ends the reports. Called before the connection is closed.</summary>
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
