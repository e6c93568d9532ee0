using System.Buffers.Binary;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Tells the formats that are OLE2 compound files ([MS-CFB]) by the names of their streams. Directory sectors are followed
/// through the allocation table as far as both lie within the head.
/// </summary>
internal static class OleInside
{
    private const int EntryBytes = 128;
    private const int HeaderBytes = 512;

    /// <summary>Directory names as they are on disk, without the zero at their end.</summary>
    private static readonly (byte[] Name, string Type)[] Streams =
    [
        (Utf16("WordDocument"), MediaTypes.Doc),
        (Utf16("Workbook"), MediaTypes.Xls),
        (Utf16("Book"), MediaTypes.Xls),
        (Utf16("PowerPoint Document"), MediaTypes.Ppt),
        (Utf16("__properties_version1.0"), "application/vnd.ms-outlook"),
        (Utf16("VisioDocument"), "application/vnd.visio"),
        (Utf16("Quill"), "application/x-mspublisher"),
        (Utf16("EncryptedPackage"), MediaTypes.OleEncrypted),
    ];

    /// <summary>How the main streams begin; they often are the first sector, and old writers put the directory last.</summary>
    private static readonly (byte[] Start, string Type)[] FirstSectors =
    [
        ([0xEC, 0xA5], MediaTypes.Doc),
        ([0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00], MediaTypes.Xls),
        ([0x09, 0x08, 0x08, 0x00, 0x00, 0x05, 0x05, 0x00], MediaTypes.Xls),
        ([0x0F, 0x00, 0xE8, 0x03], MediaTypes.Ppt),
    ];

    /// <summary>The root entry of a Windows Installer package has this class: {000C1084-0000-0000-C000-000000000046}.</summary>
    private static ReadOnlySpan<byte> InstallerClass => [0x84, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return null;
        if (head.Length < HeaderBytes)
            return MediaTypes.Ole;

        return FromDirectory(head) ?? FromFirstSector(head) ?? MediaTypes.Ole;
    }

    private static string? FromDirectory(ReadOnlySpan<byte> head)
    {
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(head[30..]);
        if (shift is not (9 or 12))
            return null;

        var sector = BinaryPrimitives.ReadUInt32LittleEndian(head[48..]);
        for (var left = head.Length >> shift; left > 0; left--)
        {
            var entries = Sector(head, sector, shift);
            for (; entries.Length >= EntryBytes; entries = entries[EntryBytes..])
            {
                if (TypeOf(entries[..EntryBytes]) is { } type)
                    return type;
            }

            if (Next(head, sector, shift) is not { } next)
                return null;
            sector = next;
        }

        return null;
    }

    /// <summary>A sector, or nothing when it is not wholly within the head.</summary>
    private static ReadOnlySpan<byte> Sector(ReadOnlySpan<byte> head, uint number, int shift)
    {
        var start = (number + 1L) << shift;
        return start + (1 << shift) <= head.Length ? head.Slice((int)start, 1 << shift) : [];
    }

    /// <summary>The sector that follows in the chain; the first 109 sectors of the allocation table are listed in the header.</summary>
    private static uint? Next(ReadOnlySpan<byte> head, uint sector, int shift)
    {
        var perSector = 1u << (shift - 2);
        var index = sector / perSector;
        if (index >= 109)
            return null;

        var table = Sector(head, BinaryPrimitives.ReadUInt32LittleEndian(head[(76 + (4 * (int)index))..]), shift);
        return table.IsEmpty ? null : BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * (int)(sector % perSector))..]);
    }

    private static string? TypeOf(ReadOnlySpan<byte> entry)
    {
        const int root = 5;
        if (entry[66] == root && entry[80..96].SequenceEqual(InstallerClass))
            return "application/x-msi";

        var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2;
        if (length is <= 0 or > 62)
            return null;
        foreach (var (name, type) in Streams)
        {
            if (entry[..length].SequenceEqual(name))
                return type;
        }

        return null;
    }

    private static string? FromFirstSector(ReadOnlySpan<byte> head)
    {
        foreach (var (start, type) in FirstSectors)
        {
            if (head[HeaderBytes..].StartsWith(start))
                return type;
        }

        return null;
    }

    private static byte[] Utf16(string name) => Encoding.Unicode.GetBytes(name);
}
