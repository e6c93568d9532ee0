using System.Buffers.Binary;

namespace Parhelion.Core.Catalog;

/// <summary>Looks at the file of a database and its log before SQLite opens them. SQLite takes what is whole at the beginning of a log for all that
/// there is, says nothing of the rest, and overwrites it. After a power cut that is right: the end of the log may be torn. This finds only what no power cut
/// leaves behind.</summary>
public static class SqliteFileCheck
{
    private const int ApplicationIdAt = 68;
    private const int UsualPageBytes = 4096;
    private const string ForeignLog = "The database's log (-wal) is not of this database file: the file is a copy from an earlier time, and the log of a later database lies beside it.";

    /// <summary>Reads the whole log and the head of the database.</summary>
    /// <param name="file">The database. SQLite does not have it open in this process: closing it here would end its locks.</param>
    public static SqliteFileCheckResult Inspect(string file)
    {
        var head = HeadOf(file);
        var pageBytes = head is null ? UsualPageBytes : PageBytesOf(head);
        var log = SqliteWalReader.Read(file + "-wal", pageBytes);
        if (log is null) return new SqliteFileCheckResult(WasInterrupted: false, null);
        var damage = DamageOf(log, File.Exists(UnflushedMark(file)));
        // Each number is one more than that before it, and whatever is before the first commit in the log is in the database.
        var isForeign = damage is null && head is not null && log.FirstNumber is { } number && number - 1 > NumberOf(head);
        return new SqliteFileCheckResult(log.Frames > 0, isForeign ? ForeignLog : damage) { IsLogForeign = isForeign };
    }

    /// <summary>The file that says that commits were not flushed one by one (<see cref="Blobs.Durability.Os"/>), so that a power cut may have torn the
    /// log in the middle.</summary>
    internal static string UnflushedMark(string file) => file + "-unflushed";

    private static string? DamageOf(SqliteWalReader log, bool wasUnflushed)
    {
        // The header is flushed before the first frame is written.
        if (!log.HasHeader) return log.CommitsBehindDamage == 0 ? null : "The header of the database's log (-wal) is damaged, and the log still holds commits.";
        // Two commits in a row: the first of them was flushed before the second began, and with it everything before.
        return log.CommitsBehindDamage > 1 && !wasUnflushed
            ? $"The database's log (-wal) is damaged in the middle: at least {log.CommitsBehindDamage} commits behind the damaged place are whole and would be lost."
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

/// <summary>What the files of a database say without SQLite.</summary>
/// <param name="WasInterrupted">Whether the log holds commits: the server before did not come to its end.</param>
/// <param name="Damage">A sentence on what no power cut leaves behind, or <c>null</c>.</param>
public sealed record SqliteFileCheckResult(bool WasInterrupted, string? Damage)
{
    /// <summary>Whether SQLite would apply a log to a database that it is not of.</summary>
    public bool IsLogForeign { get; init; }
}
