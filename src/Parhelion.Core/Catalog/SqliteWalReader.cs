using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Catalog;

/// <summary>Reads the write-ahead log of a SQLite database (<c>-wal</c>) frame by frame. Each frame holds one page of the database. If a frame is damaged, the
/// reader still recognizes intact frames behind it.</summary>
/// <remarks>The reader computes the checksum of a frame from the frame itself and from the checksum that is stored in the frame before. So the checksum covers
/// all earlier frames. The format is described at https://www.sqlite.org/fileformat2.html#the_write_ahead_log.</remarks>
internal sealed class SqliteWalReader
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int ApplicationIdAt = 68;
    private const uint LittleEndianMagic = 0x377f0682;

    private readonly byte[] header = new byte[HeaderBytes];
    private bool isBigEndian;
    private int pageBytes;

    /// <summary>Whether the header is intact. SQLite ignores a log without an intact header.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Number of frames that SQLite would use, up to the last commit.</summary>
    public long Frames { get; private set; }

    /// <summary>Largest number of commits in a row of intact frames behind the first damaged frame. SQLite would drop them.</summary>
    public int CommitsBehindDamage { get; private set; }

    /// <summary>The <c>application_id</c> in the first copy of page 1 in the log; <c>null</c> when the log has no copy.</summary>
    public int? FirstNumber { get; private set; }

    /// <summary>Reads a log; <c>null</c> when it does not exist or is empty. Holds one frame in memory.</summary>
    /// <param name="file">Path of the log.</param>
    /// <param name="pageBytes">Bytes of a page, used when the header of the log is damaged.</param>
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

    // SQLite changes the salt when it starts the log again from the beginning. Old frames remain behind the new ones.
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
