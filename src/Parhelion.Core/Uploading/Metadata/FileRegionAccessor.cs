using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Reads and writes a range of a <see cref="SpooledFile"/>. Positions count from the start of the range. Numbers are big-endian unless
/// <see cref="IsLittleEndian"/> is true; numbers of 8 bytes are always big-endian.</summary>
/// <remarks>Methods throw <see cref="MetadataFormatException"/> for bytes that are not wholly inside the range. But at the end of the range, <see cref="View"/>
/// returns fewer bytes, and <see cref="HasAt"/> and <see cref="IndexOf"/> find nothing.</remarks>
internal sealed class FileRegionAccessor(SpooledFile file, long start, long length)
{
    /// <summary>The whole file.</summary>
    public FileRegionAccessor(SpooledFile file)
        : this(file, 0, file.Length)
    {
    }

    /// <summary>Length in bytes.</summary>
    public long Length => length;

    /// <summary>Whether numbers are little-endian.</summary>
    public bool IsLittleEndian { get; init; }

    /// <summary>Returns the same region with numbers in another byte order.</summary>
    public FileRegionAccessor InByteOrder(bool isLittleEndian) => new(file, start, length) { IsLittleEndian = isLittleEndian };

    /// <summary>Returns a part of this region.</summary>
    public FileRegionAccessor Slice(long offset, long count)
    {
        Require(offset, count);
        return new FileRegionAccessor(file, start + offset, count) { IsLittleEndian = IsLittleEndian };
    }

    /// <summary>Returns up to <paramref name="count"/> bytes, fewer at the end of the region. They are valid until the next call.</summary>
    public ReadOnlySpan<byte> View(long offset, int count = SpooledFile.WindowBytes)
    {
        Require(offset, 0);
        return file.View(start + offset, (int)Math.Min(Math.Min(count, SpooledFile.WindowBytes), length - offset));
    }

    /// <summary>Whether the bytes at a position are the given ones. False at the end of the region.</summary>
    public bool HasAt(long offset, ReadOnlySpan<byte> bytes) => offset >= 0 && offset <= length - bytes.Length && View(offset, bytes.Length).SequenceEqual(bytes);

    /// <summary>Finds bytes at or after a position; -1 if they are not there.</summary>
    /// <param name="bytes">The bytes: much fewer than a view has.</param>
    /// <param name="from">Where the search begins.</param>
    public long IndexOf(ReadOnlySpan<byte> bytes, long from)
    {
        while (from <= length - bytes.Length)
        {
            var view = View(from);
            var found = view.IndexOf(bytes);
            if (found >= 0) return from + found;
            from += view.Length - bytes.Length + 1;
        }

        return -1;
    }

    /// <summary>Reads a range into memory.</summary>
    /// <param name="offset">Position of the first byte.</param>
    /// <param name="count">Number of bytes.</param>
    /// <param name="max">Largest number of bytes that may be read.</param>
    public byte[] Read(long offset, long count, int max)
    {
        Require(offset, count);
        if (count > max) throw new MetadataFormatException("A part of the file is too large.");
        var bytes = new byte[count];
        file.Read(start + offset, bytes);
        return bytes;
    }

    /// <summary>Reads a range into memory of the caller.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        Require(offset, bytes.Length);
        file.Read(start + offset, bytes);
    }

    public byte Byte(long offset) => Exactly(offset, 1)[0];

    public ushort UInt16(long offset) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(Exactly(offset, 2)) : BinaryPrimitives.ReadUInt16BigEndian(Exactly(offset, 2));

    public uint UInt32(long offset) =>
        IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(Exactly(offset, 4)) : BinaryPrimitives.ReadUInt32BigEndian(Exactly(offset, 4));

    /// <summary>Reads a number of 8 bytes that is at most the length of a file.</summary>
    public long Int64(long offset)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(Exactly(offset, 8));
        return number >= 0 ? number : throw new MetadataFormatException("A number is out of range.");
    }

    /// <summary>Overwrites bytes.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Require(offset, bytes.Length);
        file.Write(start + offset, bytes);
    }

    /// <summary>Overwrites a range with one value.</summary>
    public void Fill(long offset, long count, byte value = 0)
    {
        Require(offset, count);
        Span<byte> blank = stackalloc byte[4096];
        blank.Fill(value);
        for (long done = 0; done < count; done += blank.Length) file.Write(start + offset + done, blank[..(int)Math.Min(blank.Length, count - done)]);
    }

    /// <summary>Adds a range of this region to the cleaned file.</summary>
    public void Keep(long offset, long count)
    {
        Require(offset, count);
        file.Keep(start + offset, count);
    }

    /// <summary>Adds new bytes to the cleaned file.</summary>
    public void Insert(byte[] bytes) => file.Insert(bytes);

    private ReadOnlySpan<byte> Exactly(long offset, int count)
    {
        Require(offset, count);
        return file.View(start + offset, count);
    }

    private void Require(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > length - count) throw new MetadataFormatException("A part lies outside of the file.");
    }
}
