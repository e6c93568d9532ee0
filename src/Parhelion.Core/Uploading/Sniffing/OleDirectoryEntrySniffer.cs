using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Determines the type of an OLE2 compound file from one entry of its directory ([MS-CFB], section 2.6).</summary>
internal static class OleDirectoryEntrySniffer
{
    /// <summary>Length of an entry in bytes.</summary>
    public const int Bytes = 128;

    /// <summary>The number that ends a chain of sectors in the allocation table.</summary>
    public const uint EndOfChain = 0xFFFFFFFE;

    private const int Root = 5;

    /// <summary>Names of streams and storages by which programs recognise their files. Case does not matter.</summary>
    private static readonly (string Name, string Type)[] Names =
    [
        ("WordDocument", MediaTypes.Doc),
        ("Workbook", MediaTypes.Xls),
        ("Book", MediaTypes.Xls),
        ("PowerPoint Document", MediaTypes.Ppt),
        ("PP97_DUALSTORAGE", MediaTypes.Ppt),
        ("PP40", MediaTypes.Ppt),
        ("EncryptedPackage", MediaTypes.OleEncrypted),
        ("__properties_version1.0", MediaTypes.Outlook),
        ("VisioDocument", MediaTypes.Visio),
        ("Quill", MediaTypes.Publisher),
    ];

    /// <summary>The class id of the root of a Windows Installer package is {000C1084-0000-0000-C000-000000000046}. Patches have …1086, transforms
    /// …1082.</summary>
    private static ReadOnlySpan<byte> InstallerClass => [0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

    /// <summary>Returns the type of a file with this entry, or null if the entry is not known.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> entry)
    {
        if (entry[66] == Root && IsInstaller(entry[80..96]))
            return MediaTypes.Installer;

        var length = (BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) / 2) - 1;
        if (length is <= 0 or > 31)
            return null;
        foreach (var (name, type) in Names)
        {
            if (name.Length == length && IsNamed(entry, name))
                return type;
        }

        return null;
    }

    /// <summary>Whether a type belongs to Word, Excel or PowerPoint.</summary>
    public static bool IsOffice(string? type) => type is MediaTypes.Doc or MediaTypes.Xls or MediaTypes.Ppt or MediaTypes.OleEncrypted;

    private static bool IsInstaller(ReadOnlySpan<byte> id) =>
        id[0] is 0x84 or 0x86 or 0x82 && id[1..].SequenceEqual(InstallerClass);

    private static bool IsNamed(ReadOnlySpan<byte> entry, string name)
    {
        for (var at = 0; at < name.Length; at++)
        {
            var c = BinaryPrimitives.ReadUInt16LittleEndian(entry[(2 * at)..]);
            if (c > 0x7F || char.ToUpperInvariant((char)c) != char.ToUpperInvariant(name[at])) return false;
        }

        return true;
    }
}
