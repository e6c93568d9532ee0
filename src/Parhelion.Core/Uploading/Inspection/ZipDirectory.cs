using System.Buffers.Binary;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Reads the central directory of a ZIP archive, which lists all entries (APPNOTE.TXT, sections 4.3.12 to 4.3.16). If the
/// <see cref="StagedUploadReadBuffer"/> reaches its limit of reads before the last entry, <see cref="IsComplete"/> is false.</summary>
internal sealed class ZipDirectory(StagedUploadReadBuffer window)
{
    private const int HeaderBytes = 46;
    private const int EndBytes = 22;
    private const int End64Bytes = 56;
    private const int LocatorBytes = 20;

    private ZipEntryNameSniffer names;
    private long firstHeader = long.MaxValue;

    /// <summary>What the names of the entries have shown.</summary>
    public ZipEntryNameSniffer Names => names;

    /// <summary>Whether the archive has a directory and all of it was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The entry with the content types of an Office package. If <see cref="HasManyContentTypes"/> is true, the entry is not reliable, because other
    /// programs may choose another entry.</summary>
    public ZipEntry? ContentTypes { get; private set; }

    /// <summary>Whether several entries have the name of the list of content types.</summary>
    public bool HasManyContentTypes { get; private set; }

    /// <summary>The entry that declares the type of an OpenDocument package.</summary>
    public ZipEntry? Mimetype { get; private set; }

    /// <summary>Whether the first entry in the file is a USD scene that is not compressed.</summary>
    public bool BeginsWithScene { get; private set; }

    /// <summary>Reads the directory. If the end of the archive can be interpreted in two ways, the entries of both interpretations count.</summary>
    public async ValueTask ReadAsync()
    {
        var tail = (int)Math.Min(window.Length, StagedUploadReadBuffer.Bytes);
        if (!await window.ShowAsync(window.Length - tail, tail)) return;
        var at = window.Slice(window.Length - tail, tail).LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || tail - at < EndBytes) return;
        var end = window.Length - tail + at;
        var (size, offset) = await FindAsync(end);
        IsComplete = await ReadAsync(offset, size);
        // An archive behind other bytes counts offsets from its own start. Its directory ends where the end record begins.
        var other = end - size;
        if (other != offset && await ReadAsync(other, size)) IsComplete = true;
    }

    private async ValueTask<(long Size, long Offset)> FindAsync(long end)
    {
        if (!await window.ShowAsync(end, EndBytes)) return (0, -1);
        var record = window.Slice(end, EndBytes);
        var (size, offset) = (BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), BinaryPrimitives.ReadUInt32LittleEndian(record[16..]));
        if (size != uint.MaxValue && offset != uint.MaxValue) return (size, offset);
        if (!await window.ShowAsync(end - LocatorBytes, LocatorBytes)) return (size, offset);
        var locator = window.Slice(end - LocatorBytes, LocatorBytes);
        var end64 = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (!locator.StartsWith("PK\u0006\u0007"u8) || !await window.ShowAsync(end64, End64Bytes)) return (size, offset);
        var record64 = window.Slice(end64, End64Bytes);
        return record64.StartsWith("PK\u0006\u0006"u8)
            ? (BinaryPrimitives.ReadInt64LittleEndian(record64[40..]), BinaryPrimitives.ReadInt64LittleEndian(record64[48..]))
            : (size, offset);
    }

    private async ValueTask<bool> ReadAsync(long offset, long size)
    {
        var end = offset + size;
        if (offset < 0 || size < 0 || end > window.Length) return false;
        while (offset < end)
        {
            if (!await window.ShowAsync(offset, HeaderBytes)) return false;
            var header = window.Slice(offset, HeaderBytes);
            if (!header.StartsWith("PK\u0001\u0002"u8)) return false;
            int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var length = HeaderBytes + nameBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (!await window.ShowAsync(offset, HeaderBytes + nameBytes)) return false;
            Add(window.Slice(offset, HeaderBytes + nameBytes));
            offset += length;
        }

        return true;
    }

    private void Add(ReadOnlySpan<byte> header)
    {
        var name = header[HeaderBytes..];
        var entry = new ZipEntry(
            BinaryPrimitives.ReadUInt32LittleEndian(header[42..]),
            BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            IsEncrypted: (header[8] & 1) != 0);
        names.Add(name);
        if (ZipNameComparison.Is(ZipNameComparison.Trim(name), "[Content_Types].xml"u8))
        {
            HasManyContentTypes |= ContentTypes is { } known && known != entry;
            ContentTypes = entry;
        }

        if (name.SequenceEqual("mimetype"u8)) Mimetype = entry;
        if (entry.HeaderOffset >= firstHeader) return;
        firstHeader = entry.HeaderOffset;
        BeginsWithScene = entry.Method == 0 && ZipSniffer.IsScene(name);
    }
}
