using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Catalog;

/// <summary>Reads the log of a SQLite database (<c>-wal</c>) frame by frame, as https://www.sqlite.org/fileformat2.html#the_write_ahead_log describes it.
/// A frame is one page. Its checksum covers all frames before it, and continues from the checksum that the frame before it bears: so frames behind a
/// damaged one can be told from garbage.</summary>
internal sealed class SqliteWalReader
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int ApplicationIdAt = 68;
    private const uint LittleEndianMagic = 0x377f0682;

    private readonly byte[] header = new byte[HeaderBytes];
    private bool isBigEndian;
    private int pageBytes;

    /// <summary>Whether the header is whole. SQLite ignores a log without one.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Frames that SQLite takes, up to the last commit.</summary>
    public long Frames { get; private set; }

    /// <summary>Most commits in one unbroken run of whole frames behind the first that is not whole. SQLite drops these.</summary>
    public int CommitsBehindDamage { get; private set; }

    /// <summary>The number that the first copy of the first page in the log bears; <c>null</c> when there is none.</summary>
    public int? FirstNumber { get; private set; }

    /// <summary>Reads a log; <c>null</c> when there is none or it is empty. Memory is one frame.</summary>
    /// <param name="file">The log.</param>
    /// <param name="pageBytes">Bytes of a page, should the header of the log not tell.</param>
    public static SqliteWalReader? Read(string file, int pageBytes)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            if (RandomAccess.GetLength(handle) == 0) return null;
            var log = new SqliteWalReader { pageBytes = pageBytes };
            log.ReadHeader(handle);
            log.ReadFrames(handle);
            return log;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void ReadHeader(SafeFileHandle handle)
    {
        if (RandomAccess.Read(handle, header, 0) < HeaderBytes) return;
        var magic = Number(header, 0);
        if ((magic & ~1u) != LittleEndianMagic) return;
        isBigEndian = (magic & 1) != 0;
        HasHeader = Checksum(default, header.AsSpan(0, 24)) == Stored(header, 24);
        if (HasHeader) pageBytes = (int)Number(header, 8);
    }

    private void ReadFrames(SafeFileHandle handle)
    {
        var frame = new byte[FrameHeaderBytes + pageBytes];
        var before = HasHeader ? Stored(header, 24) : ((uint, uint)?)null;
        var (isPrefix, read, commits) = (HasHeader, 0L, 0);
        for (long at = HeaderBytes; RandomAccess.Read(handle, frame, at) == frame.Length; at += frame.Length)
        {
            var isWhole = IsOfThisLog(frame) && before is { } seed && Checksum(Checksum(seed, frame.AsSpan(0, 8)), frame.AsSpan(FrameHeaderBytes)) == Stored(frame, 16);
            before = Stored(frame, 16);
            isPrefix &= isWhole;
            var isCommit = Number(frame, 4) != 0;
            if (isPrefix)
            {
                read++;
                if (isCommit) Frames = read;
                if (FirstNumber is null && Number(frame, 0) == 1) FirstNumber = (int)Number(frame, FrameHeaderBytes + ApplicationIdAt);
                continue;
            }

            commits = isWhole ? commits + (isCommit ? 1 : 0) : 0;
            CommitsBehindDamage = Math.Max(CommitsBehindDamage, commits);
        }
    }

    // When a log begins anew it gets another salt, and frames from before stay behind the new ones.
    private bool IsOfThisLog(byte[] frame) => !HasHeader || frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));

    private (uint, uint) Checksum((uint First, uint Second) sum, ReadOnlySpan<byte> bytes)
    {
        var (first, second) = sum;
        for (var i = 0; i < bytes.Length; i += 8)
        {
            unchecked
            {
                first += Word(bytes[i..]) + second;
                second += Word(bytes[(i + 4)..]) + first;
            }
        }

        return (first, second);
    }

    private uint Word(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static (uint, uint) Stored(byte[] bytes, int at) => (Number(bytes, at), Number(bytes, at + 4));

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
