using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Tells the formats that are ZIP archives by the names of their entries. The central directory is at the end, out of
/// sight, so the local headers are walked (APPNOTE.TXT, section 4.3.7); the directory decides when the upload has ended. An entry of unknown
/// length (written to a pipe, with a data descriptor behind it) is passed over by looking for the next header.
/// </summary>
internal static class ZipSniffer
{
    private const int HeaderBytes = 30;
    private const ushort HasDataDescriptor = 8;

    private static ReadOnlySpan<byte> LocalHeader => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Types by the content of a first entry "mimetype", as OpenDocument and EPUB have it.</summary>
    private static readonly (byte[] Content, string Type)[] Declared =
    [
        ("application/vnd.oasis.opendocument.text"u8.ToArray(), MediaTypes.Odt),
        ("application/vnd.oasis.opendocument.text-template"u8.ToArray(), MediaTypes.Odt),
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

    /// <summary>The type that the content of an entry "mimetype" declares, or null.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> mimetype)
    {
        foreach (var (content, type) in Declared)
        {
            if (mimetype.SequenceEqual(content))
                return type;
        }

        return null;
    }

    /// <summary>Whether an entry is a scene of USD: the first one in a USDZ, and not compressed.</summary>
    public static bool IsScene(ReadOnlySpan<byte> name) => name.EndsWith(".usda"u8) || name.EndsWith(".usdc"u8) || name.EndsWith(".usd"u8);

    /// <summary>Formats that demand to be known by their first entry.</summary>
    private static string? First(Entry entry)
    {
        if (entry.Name.SequenceEqual("mimetype"u8) && entry.IsStored)
            return TypeOf(entry.Content) ?? MediaTypes.Zip;

        return entry.IsStored && IsScene(entry.Name) ? MediaTypes.Usdz : null;
    }

    private static string Walk(ReadOnlySpan<byte> head)
    {
        var seen = default(ZipEntryNames);
        while (head.StartsWith(LocalHeader) && head.Length >= HeaderBytes)
        {
            var entry = new Entry(head);
            seen.Add(entry.Name);
            head = head[entry.NextOffset(head)..];
        }

        return seen.Type;
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
            var isUnknown = (flags & HasDataDescriptor) != 0 && (size is 0 or uint.MaxValue);

            return head.Length - rest.Length + (isUnknown ? DescribedLength() : Content.Length);
        }

        /// <summary>
        /// The length of an entry that tells it in a data descriptor behind the data. An archive within it has headers too;
        /// only a descriptor that counts the very bytes before it is the right one.
        /// </summary>
        private int DescribedLength()
        {
            for (var at = 0; rest[at..].IndexOf(LocalHeader) is var next and >= 0; at += LocalHeader.Length)
            {
                at += next;
                if (EndsWithDescriptor(rest[..at]))
                    return at;
            }

            return rest.Length;
        }

        /// <summary>The descriptor is a checksum and two lengths, of four or eight bytes each, with or without a mark in front.</summary>
        private static bool EndsWithDescriptor(ReadOnlySpan<byte> data)
        {
            if (data.Length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(data[^8..]) is var length
                && (length == data.Length - 12 || length == data.Length - 16))
            {
                return true;
            }

            return data.Length >= 20 && BinaryPrimitives.ReadUInt64LittleEndian(data[^16..]) is var longLength
                && (longLength == (ulong)data.Length - 20 || longLength == (ulong)data.Length - 24);
        }
    }
}
