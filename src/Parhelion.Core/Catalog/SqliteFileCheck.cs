using System.Buffers.Binary;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Checks a SQLite database file and its write-ahead log before SQLite opens them. The check finds damage of the log, except damage that a power cut can cause.
/// The check also detects a database file that is an older copy and does not belong to its log.
/// </summary>
/// <remarks>SQLite itself reports no damage of a log. It uses the log up to the damage, and silently ignores and overwrites the rest. This is right after a
/// power cut, which may leave the end of the log incomplete. After other damage, commits in the rest of the log would be lost.</remarks>
public static class SqliteFileCheck
{
    private const int ApplicationIdAt = 68;
    private const int DefaultPageBytes = 4096;
    private const string ForeignLog = "The database's log (-wal) does not belong to this database file: the file is an older copy, and the log is that of a newer database.";

    /// <summary>Reads the whole log and the header of the database.</summary>
    /// <param name="file">Path of the database. SQLite must not have it open in this process,
    /// because closing the file here would release SQLite's locks.</param>
    public static SqliteFileCheckResult Inspect(string file)
    {
        var head = HeadOf(file);
        var pageBytes = head is null ? DefaultPageBytes : PageBytesOf(head);
        var log = SqliteWalReader.Read(file + "-wal", pageBytes);
        if (log is null) return new SqliteFileCheckResult(WasInterrupted: false, null);
        var damage = DamageOf(log, File.Exists(UnflushedMark(file)));
        // Each raised watermark increments the number. The database file contains everything from before the first commit in the log.
        var isForeign = damage is null && head is not null && log.FirstNumber is { } number && number - 1 > NumberOf(head);
        return new SqliteFileCheckResult(log.Frames > 0, isForeign ? ForeignLog : damage) { IsLogForeign = isForeign };
    }

    /// <summary>Gets the name of the marker file that says that not every commit was flushed (<see cref="Blobs.Durability.Os"/>). A power cut may then have
    /// damaged the log in the middle.</summary>
    internal static string UnflushedMark(string file) => file + "-unflushed";

    private static string? DamageOf(SqliteWalReader log, bool wasUnflushed)
    {
        // SQLite flushes the header before it writes the first frame.
        if (!log.HasHeader) return log.CommitsBehindDamage == 0 ? null : "The header of the database's log (-wal) is damaged, but the log still contains commits, which would be lost.";
        // Of two consecutive intact commits, the first was flushed before the second began, together with everything before it.
        return log.CommitsBehindDamage > 1 && !wasUnflushed
            ? $"The database's log (-wal) is damaged in the middle: at least {log.CommitsBehindDamage} intact commits after the damage would be lost."
            : null;
    }

    private static byte[]? HeadOf(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var head = new byte[100];
            return RandomAccess.Read(handle, head, 0) == head.Length && head.AsSpan().StartsWith("SQLite format 3\0"u8) ? head : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static int PageBytesOf(byte[] head) => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(16)) is > 1 and var bytes ? bytes : 65536;

    private static int NumberOf(byte[] head) => BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(ApplicationIdAt));
}
