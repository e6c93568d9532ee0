namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Collects the byte ranges of a file that are needed to show the file. The ranges may be added in any order. Afterwards, <see cref="BlankGaps"/>
/// overwrites all bytes between these ranges with zeros.</summary>
internal sealed class NeededByteRanges
{
    // 24 bytes each. A TIFF with a strip for each line, or a film of hours, has some 10,000.
    private const int MaxRanges = 300_000;

    private readonly List<(long Start, long Count, bool IsOpen)> ranges = [];

    /// <summary>Adds a range. Ranges may overlap.</summary>
    public void Add(long start, long count)
    {
        if (start < 0 || count <= 0) return;
        if (ranges.Count > 0 && ranges[^1] is { IsOpen: false } last && last.Start + last.Count == start) ranges[^1] = last with { Count = last.Count + count };
        else Add((start, count, IsOpen: false));
    }

    /// <summary>Adds a range that ends where the next one begins, because its length is not known.</summary>
    public void AddOpen(long start) => Add((start, 0, IsOpen: true));

    /// <summary>Adds the start of a range that is not needed, where an open range ends.</summary>
    public void AddUnused(long start) => Add((start, 0, IsOpen: false));

    /// <summary>Overwrites all bytes between <paramref name="from"/> and <paramref name="end"/> that are in none of the ranges with zeros.</summary>
    public void BlankGaps(FileRegionAccessor file, long from, long end)
    {
        ranges.Sort();
        var at = from;
        for (var i = 0; i < ranges.Count && ranges[i].Start < end; i++)
        {
            var (start, count, isOpen) = ranges[i];
            if (isOpen) count = NextStart(i, end) - start;
            if (start > at) file.Fill(at, start - at);
            // The start of an unused range blanks nothing by itself. What follows it is a gap.
            at = Math.Max(at, start + count);
        }

        if (at < end) file.Fill(at, end - at);
    }

    private long NextStart(int index, long end)
    {
        for (var next = index + 1; next < ranges.Count; next++)
        {
            if (ranges[next].Start > ranges[index].Start) return Math.Min(ranges[next].Start, end);
        }

        return end;
    }

    private void Add((long Start, long Count, bool IsOpen) range)
    {
        if (ranges.Count == MaxRanges) throw new MetadataFormatException("The file has too many parts.");
        ranges.Add(range);
    }
}
