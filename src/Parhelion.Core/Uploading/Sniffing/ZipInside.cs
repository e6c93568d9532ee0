using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Tells the formats that are ZIP archives by the names of their entries. The central directory is at the end, out of
/// sight, so the local headers are walked (APPNOTE.TXT, section 4.3.7). An entry of unknown length (written to a pipe, with
/// a data descriptor behind it) is passed over by looking for the next header.
/// </summary>
internal static class ZipInside
{
    private const int HeaderBytes = 30;
    private const ushort HasDataDescriptor = 8;

    private static ReadOnlySpan<byte> LocalHeader => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Entries that settle the type where they are met. Macros and programs come under types that are on no list.</summary>
    private static readonly (byte[] Start, string Type)[] Entries =
    [
        ("word/"u8.ToArray(), MediaTypes.Docx),
        ("xl/"u8.ToArray(), MediaTypes.Xlsx),
        ("ppt/"u8.ToArray(), MediaTypes.Pptx),
        ("visio/"u8.ToArray(), "application/vnd.ms-visio.drawing"),
        ("FixedDocSeq.fdseq"u8.ToArray(), "application/vnd.ms-xpsdocument"),
        ("Index/Slide"u8.ToArray(), MediaTypes.Keynote),
        ("Index/MasterSlide"u8.ToArray(), MediaTypes.Keynote),
        ("Index/TemplateSlide"u8.ToArray(), MediaTypes.Keynote),
        ("index.apxl"u8.ToArray(), MediaTypes.Keynote),
        ("AndroidManifest.xml"u8.ToArray(), "application/vnd.android.package-archive"),
        ("classes.dex"u8.ToArray(), "application/vnd.android.package-archive"),
    ];

    /// <summary>Types by the content of a first entry "mimetype", as OpenDocument and EPUB have it.</summary>
    private static readonly (byte[] Content, string Type)[] Declared =
    [
        ("application/vnd.oasis.opendocument.text"u8.ToArray(), MediaTypes.Odt),
        ("application/vnd.oasis.opendocument.spreadsheet"u8.ToArray(), "application/vnd.oasis.opendocument.spreadsheet"),
        ("application/vnd.oasis.opendocument.presentation"u8.ToArray(), "application/vnd.oasis.opendocument.presentation"),
        ("application/vnd.oasis.opendocument.graphics"u8.ToArray(), "application/vnd.oasis.opendocument.graphics"),
        ("application/epub+zip"u8.ToArray(), "application/epub+zip"),
    ];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([(byte)'P', (byte)'K', 5, 6]))
            return MediaTypes.Zip; // An empty archive.
        if (head.StartsWith<byte>([(byte)'P', (byte)'K', 7, 8]) || head.StartsWith("PK00PK"u8))
            head = head[4..]; // The mark of an archive that was meant for several disks.
        if (!head.StartsWith(LocalHeader) || head.Length < HeaderBytes)
            return null;

        return First(new Entry(head)) ?? Walk(head);
    }

    /// <summary>Formats that demand to be known by their first entry.</summary>
    private static string? First(Entry entry)
    {
        if (entry.Name.SequenceEqual("mimetype"u8) && entry.IsStored)
            return Match(entry.Content, Declared, exactly: true) ?? MediaTypes.Zip;
        if (entry.Name.StartsWith("META-INF/"u8))
            return "application/java-archive";

        var isScene = entry.Name.EndsWith(".usda"u8) || entry.Name.EndsWith(".usdc"u8) || entry.Name.EndsWith(".usd"u8);
        return isScene && entry.IsStored ? MediaTypes.Usdz : null;
    }

    private static string Walk(ReadOnlySpan<byte> head)
    {
        string? found = null;
        var isPass = (Json: false, Manifest: false);
        while (head.StartsWith(LocalHeader) && head.Length >= HeaderBytes)
        {
            var entry = new Entry(head);
            if (entry.Name.EndsWith("/vbaProject.bin"u8))
                return "application/vnd.ms-office.macroEnabled";
            found ??= Match(entry.Name, Entries, exactly: false);
            isPass.Json |= entry.Name.SequenceEqual("pass.json"u8);
            isPass.Manifest |= entry.Name.SequenceEqual("manifest.json"u8);
            head = head[entry.NextOffset(head)..];
        }

        return found ?? (isPass is (true, true) ? MediaTypes.Pkpass : MediaTypes.Zip);
    }

    private static string? Match(ReadOnlySpan<byte> value, (byte[] Start, string Type)[] table, bool exactly)
    {
        foreach (var (start, type) in table)
        {
            if (exactly ? value.SequenceEqual(start) : value.StartsWith(start))
                return type;
        }

        return null;
    }

    /// <summary>One local header, and as much of its entry as the head holds.</summary>
    private readonly ref struct Entry
    {
        private readonly ReadOnlySpan<byte> rest;
        private readonly ushort flags;
        private readonly uint size;

        public Entry(ReadOnlySpan<byte> head)
        {
            flags = BinaryPrimitives.ReadUInt16LittleEndian(head[6..]);
            IsStored = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) == 0;
            size = BinaryPrimitives.ReadUInt32LittleEndian(head[18..]);
            var nameEnd = Math.Min(head.Length, HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(head[26..]));
            var dataStart = Math.Min(head.Length, nameEnd + BinaryPrimitives.ReadUInt16LittleEndian(head[28..]));
            Name = head[HeaderBytes..nameEnd];
            rest = head[dataStart..];
        }

        public ReadOnlySpan<byte> Name { get; }

        public bool IsStored { get; }

        public ReadOnlySpan<byte> Content => rest[..(int)Math.Min(size, (uint)rest.Length)];

        /// <summary>Where the next local header is; the end of the head when that is out of sight.</summary>
        public int NextOffset(ReadOnlySpan<byte> head)
        {
            var dataStart = head.Length - rest.Length;
            if (size != 0 || (flags & HasDataDescriptor) == 0)
                return dataStart + Content.Length;

            var next = rest.IndexOf(LocalHeader);
            return next < 0 ? head.Length : dataStart + next;
        }
    }
}
