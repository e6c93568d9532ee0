using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Reads the allocation table of an OLE2 compound file ([MS-CFB], sections 2.3 and 2.5). The sectors of the file form chains, and the table states for
/// each sector which sector comes next in its chain.</summary>
/// <param name="table">Window on the upload, through which the sectors of the table are read.</param>
/// <param name="shift">Binary logarithm of the size of a sector in bytes.</param>
internal sealed class OleAllocationTable(StagedUploadReadBuffer table, int shift)
{
    /// <summary>Number of table sectors that the header lists. Further table sectors are listed in separate sectors.</summary>
    private const int Listed = 109;

    private const int ListOffset = 76;
    private const int FirstListSectorOffset = 68;

    private uint? listSector;
    private long listIndex;

    private uint PerSector => 1u << (shift - 2);

    /// <summary>Returns the position of a sector in the file.</summary>
    public long OffsetOf(uint sector) => (sector + 1L) << shift;

    /// <summary>Returns the next sector of a chain; null if it cannot be read from the table, or if the read budget is spent.</summary>
    public async ValueTask<uint?> NextAsync(uint sector)
    {
        var place = await LocateAsync(sector / PerSector);
        return place is { } at ? await NumberAsync(OffsetOf(at) + (4 * (sector % PerSector))) : null;
    }

    // Returns the sector that contains the given part of the table.
    private async ValueTask<uint?> LocateAsync(uint index)
    {
        if (index < Listed) return await NumberAsync(ListOffset + (4 * index));
        // The last number of a list is the sector of the next list.
        var perList = PerSector - 1;
        var (list, place) = ((index - Listed) / perList, (index - Listed) % perList);
        if (listSector is null || listIndex > list) (listSector, listIndex) = (await NumberAsync(FirstListSectorOffset), 0);
        for (; listSector is { } at && listIndex < list; listIndex++) listSector = await NumberAsync(OffsetOf(at) + (4 * perList));
        return listSector is { } found ? await NumberAsync(OffsetOf(found) + (4 * place)) : null;
    }

    private async ValueTask<uint?> NumberAsync(long offset) =>
        await table.ShowAsync(offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(table.Slice(offset, 4)) : null;
}
