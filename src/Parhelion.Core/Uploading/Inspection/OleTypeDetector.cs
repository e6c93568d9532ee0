using System.Buffers.Binary;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Determines the type of an OLE2 compound file, such as <c>.doc</c> or <c>.msi</c>, from the whole file. The names in the directory of the file show the type.
/// If no name is known, the first bytes of the first sector show the type.
/// </summary>
/// <remarks>The directory may be anywhere in the file. In files of old programs, the directory may be damaged.</remarks>
internal static class OleTypeDetector
{
    private const int HeaderBytes = 512;
    private const int FirstSectorBytes = 8;

    public static async ValueTask<string> DetectAsync(StagedUploadReadBuffer window, StagedUploadReadBuffer table)
    {
        if (!await window.ShowAsync(0, HeaderBytes)) return MediaTypes.Ole;
        var header = window.Slice(0, HeaderBytes);
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        var first = BinaryPrimitives.ReadUInt32LittleEndian(header[48..]);
        if (shift is not (9 or 12)) return MediaTypes.Ole;
        var directory = new OleDirectory(window, new OleAllocationTable(table, shift), 1 << shift);
        await directory.ReadAsync(first);
        if (directory.Detect() is { } type) return type;
        // Old writers damaged directories. Office opens such files by their first bytes.
        var isShown = await window.ShowAsync(0, HeaderBytes + FirstSectorBytes);
        return isShown && OleSniffer.FromFirstSector(window.Slice(0, HeaderBytes + FirstSectorBytes)) is { } suggested ? suggested : MediaTypes.Ole;
    }
}
