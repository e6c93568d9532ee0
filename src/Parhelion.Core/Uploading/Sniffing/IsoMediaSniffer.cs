using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Detects MP4, QuickTime, 3GPP and HEIF files, the formats of the ISO base media family (ISO/IEC 14496-12). The sniffer finds the format by the
/// brands of the file. Brands are codes of four characters in a box at the start of the file.</summary>
/// <remarks>QuickTime files from before 2001 have no brands. The sniffer detects them by the kind of their first box.</remarks>
internal static class IsoMediaSniffer
{
    /// <summary>Maximum length in bytes of the list of brands that is read. Real files have fewer than ten brands.</summary>
    private const int MaxBrandBytes = 256;

    /// <summary>Maximum number of boxes that are skipped to find the brands. Real files have one or two.</summary>
    private const int MaxBoxes = 8;

    private static readonly (byte[] Brand, string Type)[] Brands =
    [
        ("qt  "u8.ToArray(), MediaTypes.QuickTime),
        ("M4A"u8.ToArray(), MediaTypes.Mp4Audio),
        ("M4B"u8.ToArray(), MediaTypes.Mp4Audio),
        ("M4P"u8.ToArray(), MediaTypes.Mp4Audio),
        ("M4V"u8.ToArray(), MediaTypes.M4v),
        ("3g2"u8.ToArray(), MediaTypes.ThreeGpp2),
        ("3gp"u8.ToArray(), MediaTypes.ThreeGpp),
        ("3ge"u8.ToArray(), MediaTypes.ThreeGpp),
        ("3gg"u8.ToArray(), MediaTypes.ThreeGpp),
        ("3gr"u8.ToArray(), MediaTypes.ThreeGpp),
        ("3gs"u8.ToArray(), MediaTypes.ThreeGpp),
        ("avif"u8.ToArray(), "image/avif"),
        ("avis"u8.ToArray(), "image/avif"),
        ("heic"u8.ToArray(), MediaTypes.Heic),
        ("heix"u8.ToArray(), MediaTypes.Heic),
        ("heim"u8.ToArray(), MediaTypes.Heic),
        ("heis"u8.ToArray(), MediaTypes.Heic),
        ("hevc"u8.ToArray(), MediaTypes.HeicSequence),
        ("hevx"u8.ToArray(), MediaTypes.HeicSequence),
        ("mif1"u8.ToArray(), MediaTypes.Heif),
        ("msf1"u8.ToArray(), MediaTypes.HeifSequence),
        ("crx "u8.ToArray(), "image/x-canon-cr3"),
        ("jp2 "u8.ToArray(), "image/jp2"),
        ("iso"u8.ToArray(), MediaTypes.Mp4),
        ("mp4"u8.ToArray(), MediaTypes.Mp4),
        ("avc1"u8.ToArray(), MediaTypes.Mp4),
        ("dash"u8.ToArray(), MediaTypes.Mp4),
        ("mmp4"u8.ToArray(), MediaTypes.Mp4),
        ("MSNV"u8.ToArray(), MediaTypes.Mp4),
        ("F4V "u8.ToArray(), MediaTypes.Mp4),
    ];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
            return null;
        return head[4..].StartsWith("ftyp"u8) ? ByBrands(head) : ByFirstBoxes(head);
    }

    private static string? ByBrands(ReadOnlySpan<byte> head)
    {
        var size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), MaxBrandBytes);
        var box = head[..Math.Clamp(size, 12, head.Length)];
        var major = TypeOf(box[8..]);
        if (major is MediaTypes.Heif && HasBrand(box, "avif"u8))
            return "image/avif";

        return major ?? FirstCompatible(box);
    }

    /// <summary>Returns the type by the compatible brands, from offset 16 on, as a player does that does not know the major brand.</summary>
    private static string? FirstCompatible(ReadOnlySpan<byte> box)
    {
        for (var at = 16; at + 4 <= box.Length; at += 4)
        {
            if (TypeOf(box[at..]) is { } type)
                return type;
        }

        return null;
    }

    private static bool HasBrand(ReadOnlySpan<byte> box, ReadOnlySpan<byte> brand)
    {
        for (var at = 16; at + 4 <= box.Length; at += 4)
        {
            if (box[at..].StartsWith(brand))
                return true;
        }

        return false;
    }

    private static string? TypeOf(ReadOnlySpan<byte> brand)
    {
        foreach (var (start, type) in Brands)
        {
            if (brand.StartsWith(start))
                return type;
        }

        return null;
    }

    /// <summary>
    /// QuickTime files from before 2001 have no brands and start with one of the top-level boxes. Other files have free space in front of their
    /// brands. The boxes are followed as far as they are in the head.
    /// </summary>
    private static string? ByFirstBoxes(ReadOnlySpan<byte> head)
    {
        if (!IsTopBox(head)) return null;
        for (var left = MaxBoxes; left > 0; left--)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (size < 8 || size > head.Length - 12) break;
            head = head[(int)size..];
            if (head[4..].StartsWith("ftyp"u8)) return ByBrands(head);
            if (head[4..8].ContainsAnyExceptInRange((byte)' ', (byte)'z')) return null;
        }

        return MediaTypes.QuickTime;
    }

    private static bool IsTopBox(ReadOnlySpan<byte> head)
    {
        var kind = head[4..8];
        var known = kind.SequenceEqual("moov"u8) || kind.SequenceEqual("mdat"u8) || kind.SequenceEqual("wide"u8)
            || kind.SequenceEqual("free"u8) || kind.SequenceEqual("skip"u8) || kind.SequenceEqual("pnot"u8);

        return known && BinaryPrimitives.ReadUInt32BigEndian(head) is 0 or 1 or >= 8;
    }
}
