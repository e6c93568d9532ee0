using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Determines the type of an OLE2 compound file, such as <c>.doc</c> or <c>.msi</c>, from its first 64 KiB. The sniffer searches the directory of the
/// compound file for known names. If the directory shows no type, the sniffer uses the first bytes of the first sector.</summary>
/// <remarks>The sniffer follows the sectors of the directory through the allocation table ([MS-CFB]), as far as the first 64 KiB contain them. Once the upload
/// is complete, <c>OleTypeDetector</c> determines the type again, from the whole directory.</remarks>
internal static class OleSniffer
{
    private const int HeaderBytes = 512;

    /// <summary>First bytes of the main streams. Such a stream often is in the first sector, and old writers put the directory last.</summary>
    private static readonly (byte[] Start, string Type)[] FirstSectors =
    [
        ([0xEC, 0xA5], MediaTypes.Doc),
        ([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00], MediaTypes.Xls),
        ([0x09, 0x08, 0x08, 0x00, 0x00, 0x05, 0x05, 0x00], MediaTypes.Xls),
        ([0x0F, 0x00, 0xE8, 0x03], MediaTypes.Ppt),
    ];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return null;
        if (head.Length < HeaderBytes)
            return MediaTypes.Ole;

        return FromDirectory(head) ?? FromFirstSector(head) ?? MediaTypes.Ole;
    }

    /// <summary>
    /// Determines the type by the directory. An Office document may contain objects of other programs, whose streams are in the same directory. So
    /// those streams count only if the whole directory is in view and contains no stream of Office.
    /// </summary>
    private static string? FromDirectory(ReadOnlySpan<byte> head)
    {
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(head[30..]);
        if (shift is not (9 or 12))
            return null;

        var other = default(string);
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(head[48..]);
        for (var left = head.Length >> shift; left > 0; left--)
        {
            var entries = Sector(head, sector, shift);
            if (entries.IsEmpty) return null;
            for (; entries.Length >= OleDirectoryEntrySniffer.Bytes; entries = entries[OleDirectoryEntrySniffer.Bytes..])
            {
                var type = OleDirectoryEntrySniffer.TypeOf(entries[..OleDirectoryEntrySniffer.Bytes]);
                if (type is MediaTypes.Installer || OleDirectoryEntrySniffer.IsOffice(type))
                    return type;
                other ??= type;
            }

            if (Next(head, sector, shift) is not { } next)
                return null;
            if (next == OleDirectoryEntrySniffer.EndOfChain)
                return other;
            sector = next;
        }

        return null;
    }

    /// <summary>Returns a sector; empty if it is not wholly within the head.</summary>
    private static ReadOnlySpan<byte> Sector(ReadOnlySpan<byte> head, uint number, int shift)
    {
        var start = (number + 1L) << shift;
        return start + (1 << shift) <= head.Length ? head.Slice((int)start, 1 << shift) : [];
    }

    /// <summary>Returns the next sector of a chain. The header lists the first 109 sectors of the allocation table.</summary>
    private static uint? Next(ReadOnlySpan<byte> head, uint sector, int shift)
    {
        var perSector = 1u << (shift - 2);
        var index = sector / perSector;
        if (index >= 109)
            return null;

        var table = Sector(head, BinaryPrimitives.ReadUInt32LittleEndian(head[(76 + (4 * (int)index))..]), shift);
        return table.IsEmpty ? null : BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * (int)(sector % perSector))..]);
    }

    /// <summary>Returns the type that the first sector suggests.</summary>
    public static string? FromFirstSector(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes)
            return null;
        foreach (var (start, type) in FirstSectors)
        {
            if (head[HeaderBytes..].StartsWith(start))
                return type;
        }

        return null;
    }
}
