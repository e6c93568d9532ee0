using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes a file that SQLite has open: the database file or its log. Every call goes through the VFS layer of SQLite, which is SQLite's own access to
/// files.
/// </summary>
/// <remarks>
/// This process must not open the database file a second time. Closing any handle of that file would release all locks that SQLite holds on the file.
/// </remarks>
internal readonly unsafe partial struct SqliteVfsFile
{
    private const int MainFile = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int LogFile = 28; // SQLITE_FCNTL_JOURNAL_POINTER
    private const int ShortRead = 522; // SQLITE_IOERR_SHORT_READ
    private const int NormalSync = 2; // SQLITE_SYNC_NORMAL

    // Indexes in the method table sqlite3_io_methods. Index 0 is its version.
    private const int ReadMethod = 2;
    private const int WriteMethod = 3;
    private const int SyncMethod = 5;
    private const int SizeMethod = 6;

    private readonly nint file;

    private SqliteVfsFile(SqliteConnection connection, int which)
    {
        var database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(FileControl(database.DangerousGetHandle(), "main", which, out file));
    }

    // Null for a log that was never written.
    private nint* Methods => *(nint**)file;

    /// <summary>Gets the database file.</summary>
    public static SqliteVfsFile Main(SqliteConnection connection) => new(connection, MainFile);

    /// <summary>Gets the write-ahead log.</summary>
    public static SqliteVfsFile Log(SqliteConnection connection) => new(connection, LogFile);

    /// <summary>Length of the file in bytes.</summary>
    public long Length
    {
        get
        {
            if (file == 0 || Methods is null) return 0;
            long length;
            Check(((delegate* unmanaged[Cdecl]<nint, long*, int>)Methods[SizeMethod])(file, &length));
            return length;
        }
    }

    /// <summary>Fills the buffer from a position in the file. False when the file ends before the buffer is full.</summary>
    public bool TryRead(Span<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            var result = ((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Methods[ReadMethod])(file, bytes, buffer.Length, offset);
            if (result != ShortRead) Check(result);
            return result != ShortRead;
        }
    }

    /// <summary>Overwrites bytes at a position in the file.</summary>
    public void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer) Check(((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)Methods[WriteMethod])(file, bytes, buffer.Length, offset));
    }

    /// <summary>Flushes the file to disk.</summary>
    public void Flush() => Check(((delegate* unmanaged[Cdecl]<nint, int, int>)Methods[SyncMethod])(file, NormalSync));

    private static void Check(int result)
    {
        if (result != 0) throw new SqliteException($"SQLite Error {result & 0xff}: a file of the database could not be read or written.", result & 0xff, result);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, out nint file);
}
