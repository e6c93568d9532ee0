namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Detects file formats that can be identified for certain by a few fixed bytes at a fixed position. These bytes come from the specifications of the
/// formats.</summary>
internal static class FileSignatures
{
    private static readonly Signature[] All =
    [
        // Images.
        new(MediaTypes.Png, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        new(MediaTypes.Jpeg, [0xFF, 0xD8, 0xFF]),
        new(MediaTypes.Gif, "GIF87a"u8),
        new(MediaTypes.Gif, "GIF89a"u8),
        new("image/vnd.adobe.photoshop", "8BPS\0"u8),
        new("image/jxl", [0xFF, 0x0A]),
        new("image/jxl", "\0\0\0\u000CJXL \r\n"u8),
        new("image/jp2", "\0\0\0\u000CjP  \r\n"u8),
        new("image/vnd.djvu", "AT&TFORM"u8),
        new("image/wmf", [0xD7, 0xCD, 0xC6, 0x9A]),
        new("image/emf", " EMF"u8, at: 40),

        // Audio and video.
        new(MediaTypes.Amr, "#!AMR\n"u8),
        new(MediaTypes.AmrWideband, "#!AMR-WB\n"u8),
        new(MediaTypes.Caf, "caff\0\u0001"u8),
        new(MediaTypes.Flac, "fLaC"u8),
        new(MediaTypes.Aac, "ADIF"u8),
        new("audio/midi", "MThd"u8),
        new("audio/basic", ".snd"u8),
        new("application/vnd.rn-realmedia", ".RMF"u8),
        new("video/x-flv", "FLV\u0001"u8),

        // Archives, disks and databases.
        new("application/x-7z-compressed", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        new("application/vnd.rar", "Rar!\u001A\u0007"u8),
        new("application/gzip", [0x1F, 0x8B]),
        new("application/x-compress", [0x1F, 0x9D]),
        new("application/x-bzip2", "1AY&SY"u8, at: 4),
        new("application/x-xz", [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00]),
        new("application/zstd", [0x28, 0xB5, 0x2F, 0xFD]),
        new("application/x-lz4", [0x04, 0x22, 0x4D, 0x18]),
        new("application/x-tar", "ustar"u8, at: 257),
        new("application/vnd.ms-cab-compressed", "MSCF\0\0\0\0"u8),
        new("application/x-archive", "!<arch>\n"u8),
        new("application/x-rpm", [0xED, 0xAB, 0xEE, 0xDB]),
        new("application/x-iso9660-image", "CD001"u8, at: 32769),
        new("application/vnd.sqlite3", "SQLite format 3\0"u8),

        // Programs, and files that start a program.
        new("application/x-executable", "\u007FELF"u8),
        new("application/wasm", "\0asm"u8),
        new("application/x-dex", "dex\n"u8),
        new("application/x-ms-shortcut", [0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00]),
        new("application/x-chrome-extension", "Cr24"u8),
        new("application/vnd.ms-htmlhelp", "ITSF"u8),

        // Documents.
        new(MediaTypes.Pdf, "%PDF-"u8),
        // A worksheet of Excel 2 to 5 without a container, as some programs export tables. Macro sheets have another kind than 0x10.
        new(MediaTypes.Xls, [0x09, 0x00, 0x04, 0x00, 0x00, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x00, 0x04, 0x00, 0x02, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x00, 0x04, 0x00, 0x07, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x02, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x04, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x08, 0x08, 0x00, 0x00, 0x00, 0x10, 0x00]),
        new(MediaTypes.Xls, [0x09, 0x08, 0x08, 0x00, 0x00, 0x05, 0x10, 0x00]),
        new(MediaTypes.Rtf, @"{\rtf"u8),
        new("application/postscript", "%!PS"u8),
        new("application/postscript", [0xC5, 0xD0, 0xD3, 0xC6]),
        new("font/ttf", [0x00, 0x01, 0x00, 0x00, 0x00]),
        new("font/otf", "OTTO\0"u8),
        new("font/woff", "wOFF"u8),
        new("font/woff2", "wOF2"u8),
    ];

    /// <summary>The signatures at the start of a file, by their first byte. A file is compared with one or two of them.</summary>
    private static readonly Signature[][] AtStart =
        [.. Enumerable.Range(0, 256).Select(first => All.Where(signature => signature.At == 0 && signature.First == first).ToArray())];

    private static readonly Signature[] FurtherIn = [.. All.Where(signature => signature.At > 0)];

    /// <summary>The types that are detected by signatures.</summary>
    public static IEnumerable<string> Types => All.Select(signature => signature.Type);

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        return head.IsEmpty ? null : Detect(head, AtStart[head[0]]) ?? Detect(head, FurtherIn);
    }

    private static string? Detect(ReadOnlySpan<byte> head, Signature[] signatures)
    {
        foreach (var signature in signatures)
        {
            if (signature.Matches(head))
                return signature.Type;
        }

        return null;
    }

    private sealed class Signature(string type, ReadOnlySpan<byte> bytes, int at = 0)
    {
        private readonly byte[] magic = bytes.ToArray();

        public string Type => type;

        public int At => at;

        public byte First => magic[0];

        public bool Matches(ReadOnlySpan<byte> head) => head.Length > at && head[at..].StartsWith(magic);
    }
}
