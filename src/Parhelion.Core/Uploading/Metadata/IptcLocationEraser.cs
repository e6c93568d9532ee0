using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes the entries (datasets) that name a place from a block of IPTC-IIM metadata. The length of the block stays the same, because zeros fill its
/// end.</summary>
internal static class IptcLocationEraser
{
    private const byte Marker = 0x1C;

    /// <summary>Removes the datasets.</summary>
    /// <returns>False if the block cannot be read. Its content is undefined then, and the caller removes it.</returns>
    public static bool TryRemoveLocation(Span<byte> iim)
    {
        var (read, write) = (0, 0);
        while (read < iim.Length && iim[read] == Marker)
        {
            if (LengthOf(iim[read..]) is not { } length) return false;
            if (!IsLocation(iim[read + 1], iim[read + 2]))
            {
                iim.Slice(read, length).CopyTo(iim[write..]);
                write += length;
            }

            read += length;
        }

        if (iim[read..].ContainsAnyExcept((byte)0)) return false;
        iim[write..].Clear();
        return true;
    }

    private static int? LengthOf(ReadOnlySpan<byte> dataset)
    {
        if (dataset.Length < 5) return null;
        long size = BinaryPrimitives.ReadUInt16BigEndian(dataset[3..]);
        var header = 5;
        if ((size & 0x8000) != 0)
        {
            // The size is longer than two bytes; this number says how long.
            header += (int)(size & 0x7FFF);
            if (header is < 6 or > 9 || dataset.Length < header) return null;
            size = 0;
            foreach (var part in dataset[5..header]) size = (size << 8) | part;
        }

        return header + size <= dataset.Length ? (int)(header + size) : null;
    }

    // The code and the name of the place that is shown, then city, part of the city, state, and code and name of the country.
    private static bool IsLocation(byte record, byte dataset) => record == 2 && dataset is 26 or 27 or 90 or 92 or 95 or 100 or 101;
}
