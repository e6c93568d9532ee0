using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Reads and rewrites the directories of a TIFF file, or of EXIF data, which has the same structure.</summary>
/// <remarks>All methods throw <see cref="MetadataFormatException"/> if the file has more than <see cref="MaxEntries"/> entries, or refers to bytes outside of
/// the file.</remarks>
internal sealed class TiffDirectoryEditor
{
    /// <summary>Largest number of entries in all directories together. A file with a thousand pages has about 20,000.</summary>
    public const int MaxEntries = 50_000;

    private const int EntryBytes = 12;

    // Some 600,000 in a file of 100 pages with a strip for each line. Directories may share them.
    private const int MaxNumbers = 1_000_000;

    private int entries;
    private int numbers;

    /// <summary>Opens a file in the byte order that its header states.</summary>
    /// <exception cref="MetadataFormatException">The file is not a TIFF, or is a BigTIFF.</exception>
    public TiffDirectoryEditor(FileRegionAccessor region)
    {
        var isLittleEndian = region.HasAt(0, "II*\0"u8);
        if (!isLittleEndian && !region.HasAt(0, "MM\0*"u8)) throw new MetadataFormatException("The header is not that of a TIFF.");
        File = region.InByteOrder(isLittleEndian);
    }

    /// <summary>The bytes.</summary>
    public FileRegionAccessor File { get; }

    /// <summary>Position of the first directory.</summary>
    public uint First => File.UInt32(4);

    /// <summary>Reads a directory.</summary>
    public TiffDirectory Read(long at)
    {
        var count = File.UInt16(at);
        entries += count;
        if (entries > MaxEntries) throw new MetadataFormatException("The TIFF has too many entries.");
        var end = at + 2 + ((long)count * EntryBytes);
        if (end > File.Length) throw new MetadataFormatException("A directory of the TIFF lies outside of the file.");
        var read = new TiffEntry[count];
        for (var i = 0; i < count; i++) read[i] = ReadEntry(at + 2 + ((long)i * EntryBytes));
        // Some cameras leave the pointer out at the end of their EXIF data.
        return new TiffDirectory(at, read, end + 4 <= File.Length ? File.UInt32(end) : 0);
    }

    /// <summary>Writes a directory with some of its entries to the same place. Zeros fill the rest.</summary>
    public void Write(TiffDirectory directory, IReadOnlyList<TiffEntry> kept)
    {
        var bytes = new byte[2 + (directory.Entries.Count * EntryBytes) + 4];
        if (File.IsLittleEndian) BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)kept.Count);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)kept.Count);
        var at = 2;
        foreach (var entry in kept)
        {
            File.View(entry.At, EntryBytes).CopyTo(bytes.AsSpan(at));
            at += EntryBytes;
        }

        if (File.IsLittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), directory.Next);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), directory.Next);
        File.Write(directory.At, bytes.AsSpan(0, (int)Math.Min(bytes.Length, File.Length - directory.At)));
    }

    /// <summary>Reads one value of an entry whose values are whole numbers.</summary>
    public uint Number(TiffEntry entry, uint index = 0)
    {
        if (++numbers > MaxNumbers) throw new MetadataFormatException("The TIFF has too many parts.");
        if (index >= entry.Count) throw new MetadataFormatException("A TIFF entry has too few values.");
        return entry.Type switch
        {
            1 or 7 => File.Byte(entry.ValueAt + index),
            3 => File.UInt16(entry.ValueAt + (2L * index)),
            4 or 13 => File.UInt32(entry.ValueAt + (4L * index)),
            _ => throw new MetadataFormatException("A TIFF entry is not a number."),
        };
    }

    /// <summary>Reads all values of an entry whose values are whole numbers.</summary>
    public uint[] Numbers(TiffEntry entry)
    {
        if (entry.Count > MaxNumbers || entry.ValueAt > File.Length - entry.ValueLength) throw new MetadataFormatException("The TIFF has too many parts.");
        var values = new uint[entry.Count];
        for (uint i = 0; i < values.Length; i++) values[i] = Number(entry, i);
        return values;
    }

    private TiffEntry ReadEntry(long at)
    {
        var (tag, type, count) = (File.UInt16(at), File.UInt16(at + 2), File.UInt32(at + 4));
        var length = count * BytesOf(type);
        return new TiffEntry(at, tag, type, count, length <= 4 ? at + 8 : File.UInt32(at + 8), length);
    }

    private static long BytesOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 => 8,
        _ => 0,
    };
}
