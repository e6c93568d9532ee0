using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Follows chains of sectors in an OLE2 compound file through its allocation table ([MS-CFB], sections 2.3 and 2.5).</summary>
/// <param name="table">Shows sectors of the table.</param>
/// <param name="shift">Sectors have 2 to the power of this many bytes.</param>
internal sealed class OleSectors(StagedWindow table, int shift)
{
    /// <summary>Sectors of the table that the header lists; the others are listed in sectors of their own.</summary>
    private const int Listed = 109;

    private const int ListOffset = 76;
    private const int FirstListSectorOffset = 68;

    private uint? listSector;
    private long listIndex;

    private uint PerSector => 1u << (shift - 2);

    /// <summary>Where a sector begins in the file.</summary>
    public long OffsetOf(uint sector) => (sector + 1L) << shift;

    /// <summary>The sector that follows in a chain; null when the table does not say, or the budget is spent.</summary>
    public async ValueTask<uint?> NextAsync(uint sector)
    {
        var place = await PlaceAsync(sector / PerSector);
        return place is { } at ? await NumberAsync(OffsetOf(at) + (4 * (sector % PerSector))) : null;
    }

    // The sector in which a part of the table is.
    private async ValueTask<uint?> PlaceAsync(uint index)
    {
        if (index < Listed) return await NumberAsync(ListOffset + (4 * index));
        // The last number of a list is the sector with the next list.
        var perList = PerSector - 1;
        var (list, place) = ((index - Listed) / perList, (index - Listed) % perList);
        if (listSector is null || listIndex > list) (listSector, listIndex) = (await NumberAsync(FirstListSectorOffset), 0);
        for (; listSector is { } at && listIndex < list; listIndex++) listSector = await NumberAsync(OffsetOf(at) + (4 * perList));
        return listSector is { } found ? await NumberAsync(OffsetOf(found) + (4 * place)) : null;
    }

    private async ValueTask<uint?> NumberAsync(long offset) =>
        await table.ShowAsync(offset, 4) ? BinaryPrimitives.ReadUInt32LittleEndian(table.Slice(offset, 4)) : null;
}
