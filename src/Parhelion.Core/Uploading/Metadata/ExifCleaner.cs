using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes metadata from EXIF data: only the location, or everything except the orientation. In the second case, the caller chooses whether the density stays
/// too. EXIF data is a small TIFF file without an image of its own.
/// </summary>
internal static class ExifCleaner
{
    private const ushort Orientation = 0x0112;
    private const ushort XResolution = 0x011A;
    private const ushort YResolution = 0x011B;
    private const ushort ResolutionUnit = 0x0128;

    /// <summary>Removes the location in place. If the data is damaged, only the orientation and the density stay.</summary>
    public static void RemoveLocation(FileRegionAccessor exif)
    {
        try
        {
            TiffLocationCleaner.Run(exif);
        }
        catch (MetadataFormatException)
        {
            Replace(exif, keepsDensity: true);
        }
    }

    /// <summary>Overwrites the data with one that has only the orientation, and zeros.</summary>
    public static void Replace(FileRegionAccessor exif, bool keepsDensity)
    {
        var rest = Essential(exif, keepsDensity) ?? [];
        exif.Fill(0, exif.Length);
        exif.Write(0, rest.AsSpan(0, (int)Math.Min(rest.Length, exif.Length)));
    }

    /// <summary>Makes EXIF data that says only how to turn the picture and, if wanted, how large to print it.</summary>
    /// <returns><c>null</c> if the data says neither, or cannot be read.</returns>
    public static byte[]? Essential(FileRegionAccessor exif, bool keepsDensity)
    {
        try
        {
            var reader = new TiffDirectoryEditor(exif);
            var directory = reader.Read(reader.First);
            // In the order of their tags, as TIFF wants it.
            var kept = directory.Entries.Where(entry => IsEssential(reader, entry, keepsDensity)).OrderBy(entry => entry.Tag).DistinctBy(entry => entry.Tag).ToList();
            // Without numbers, the unit says nothing.
            return kept.Any(entry => entry.Tag != ResolutionUnit) ? Make(reader, kept) : null;
        }
        catch (MetadataFormatException)
        {
            return null;
        }
    }

    private static bool IsEssential(TiffDirectoryEditor reader, TiffEntry entry, bool keepsDensity) => (entry.Tag, entry.Type, entry.Count) switch
    {
        (Orientation, 3, 1) => reader.Number(entry) is > 1 and <= 8,
        (XResolution or YResolution, 5, 1) => keepsDensity && entry.ValueAt + 8 <= reader.File.Length,
        (ResolutionUnit, 3, 1) => keepsDensity,
        _ => false,
    };

    private static byte[] Make(TiffDirectoryEditor reader, List<TiffEntry> kept)
    {
        var values = 8 + 2 + (kept.Count * 12) + 4;
        var bytes = new byte[values + (8 * kept.Count(entry => entry.Type == 5))];
        "MM\0*\0\0\0\b"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), (ushort)kept.Count);
        for (var i = 0; i < kept.Count; i++)
        {
            var entry = bytes.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteUInt16BigEndian(entry, kept[i].Tag);
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], kept[i].Type);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], 1);
            if (kept[i].Type == 3)
            {
                BinaryPrimitives.WriteUInt16BigEndian(entry[8..], (ushort)reader.Number(kept[i]));
                continue;
            }

            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)values);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(values), reader.File.UInt32(kept[i].ValueAt));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(values + 4), reader.File.UInt32(kept[i].ValueAt + 4));
            values += 8;
        }

        return bytes;
    }
}
