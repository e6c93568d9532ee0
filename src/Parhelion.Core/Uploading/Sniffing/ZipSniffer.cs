using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Determines the type of a ZIP archive by the names of the entries in its first 64 KiB. The sniffer reads each name from the local header in front of the
/// entry. The list of all entries (the central directory) comes too late, at the end of the file.
/// </summary>
/// <remarks>APPNOTE.TXT, section 4.3.7, describes the local header. If an archive was written to a pipe, the header may lack the length of its entry. The
/// length then follows in a data descriptor behind the entry, and the sniffer searches for the next header. Once the upload is complete, <c>ZipTypeDetector</c>
/// determines the type again, from the central directory.</remarks>
internal static class ZipSniffer
{
    private const int HeaderBytes = 30;
    private const ushort HasDataDescriptor = 8;

    private static ReadOnlySpan<byte> LocalHeader => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Types that the content of a first entry "mimetype" declares, as in OpenDocument and EPUB.</summary>
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
            head = head[4..]; // The marker of an archive that was meant for several disks.
        if (!head.StartsWith(LocalHeader) || head.Length < HeaderBytes)
            return null;

        return First(new Entry(head)) ?? Walk(head);
    }

    /// <summary>Returns the type that the content of an entry "mimetype" declares, or null if it is not known.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> mimetype)
    {
        foreach (var (content, type) in Declared)
        {
            if (mimetype.SequenceEqual(content))
                return type;
        }

        return null;
    }

    /// <summary>Whether an entry has the name of a USD scene. In a USDZ file the scene is the first entry and is not compressed.</summary>
    public static bool IsScene(ReadOnlySpan<byte> name) => name.EndsWith(".usda"u8) || name.EndsWith(".usdc"u8) || name.EndsWith(".usd"u8);

    /// <summary>Detects formats that are identified by their first entry.</summary>
    private static string? First(Entry entry)
    {
        if (entry.Name.SequenceEqual("mimetype"u8) && entry.IsStored)
            return TypeOf(entry.Content) ?? MediaTypes.Zip;

        return entry.IsStored && IsScene(entry.Name) ? MediaTypes.Usdz : null;
    }

    private static string Walk(ReadOnlySpan<byte> head)
    {
        var seen = default(ZipEntryNameSniffer);
        while (head.StartsWith(LocalHeader) && head.Length >= HeaderBytes)
        {
            var entry = new Entry(head);
            seen.Add(entry.Name);
            head = head[entry.NextOffset(head)..];
        }

        return seen.Type;
    }

    /// <summary>A local header in a ZIP archive, and the part of the entry that is within the examined bytes.</summary>
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

        /// <summary>Returns the position of the next local header; the end of the head if that header is out of view.</summary>
        public int NextOffset(ReadOnlySpan<byte> head)
        {
            var isUnknown = (flags & HasDataDescriptor) != 0 && (size is 0 or uint.MaxValue);

            return head.Length - rest.Length + (isUnknown ? DescribedLength() : Content.Length);
        }

        /// <summary>
        /// Returns the length of an entry that states it only in a data descriptor behind the data. An archive within the entry has headers too. So a
        /// descriptor counts only if it gives exactly the number of bytes in front of it.
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

        /// <summary>Whether the data ends with a descriptor: a checksum and two lengths, of four or eight bytes each, with or without a signature in
        /// front.</summary>
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
