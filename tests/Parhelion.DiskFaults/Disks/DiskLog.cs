using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.DiskFaults.Disks;

/// <summary>What one record of a log is.</summary>
internal enum RecordType
{
    Write = 1,
    Flush = 2,
    Mark = 3,
    Discard = 4,
}

/// <summary>One record of a log.</summary>
/// <param name="Type">What the disk was asked to do.</param>
/// <param name="Length">Bytes of a write, a discard or a mark.</param>
/// <param name="Offset">Where on the disk, in bytes.</param>
/// <param name="Position">Where the bytes are in the log file.</param>
internal readonly record struct DiskRecord(RecordType Type, int Length, long Offset, long Position);

/// <summary>The log of a disk. The headers are in memory; the bytes of writes stay in the file.</summary>
internal sealed class DiskLog : IDisposable
{
    private const int HeaderBytes = 16;

    private readonly SafeFileHandle file;
    private readonly List<DiskRecord> records = [];
    private readonly List<(int Record, string Text)> marks = [];

    /// <summary>Reads the headers and the marks of a log.</summary>
    public DiskLog(string path)
    {
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var length = RandomAccess.GetLength(file);
        var header = new byte[HeaderBytes];
        for (long position = 0; position + HeaderBytes <= length;)
        {
            RandomAccess.Read(file, header, position);
            var record = Parse(header, position + HeaderBytes);
            if (record.Type == RecordType.Mark) marks.Add((records.Count, TextOf(record)));
            records.Add(record);
            position = record.Position + (record.Type is RecordType.Write or RecordType.Mark ? record.Length : 0);
        }
    }

    /// <summary>All records, in the order of the disk.</summary>
    public IReadOnlyList<DiskRecord> Records => records;

    /// <summary>The marks: the number of the record, and the line.</summary>
    public IReadOnlyList<(int Record, string Text)> Marks => marks;

    /// <summary>The bytes of a write; zeros for a discard.</summary>
    public byte[] BytesOf(DiskRecord record)
    {
        var bytes = new byte[record.Length];
        if (record.Type != RecordType.Discard && RandomAccess.Read(file, bytes, record.Position) != bytes.Length) throw new EndOfStreamException("The log is cut short.");
        return bytes;
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private static DiskRecord Parse(ReadOnlySpan<byte> header, long position) => new(
        (RecordType)BinaryPrimitives.ReadInt32LittleEndian(header),
        BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
        position);

    private string TextOf(DiskRecord record) => Encoding.UTF8.GetString(BytesOf(record));
}
