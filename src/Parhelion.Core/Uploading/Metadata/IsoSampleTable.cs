namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Finds the data of a track by the <c>stbl</c> box of the track. The data consists of chunks, and each chunk consists of samples.</summary>
internal sealed class IsoSampleTable
{
    // 8 bytes each. A film of hours has some 10,000 chunks.
    private const int MaxChunks = 300_000;

    private readonly IsoBoxEditor boxes;
    private readonly IsoBox table;
    private readonly long[] chunks;

    // Each run says how many samples the chunks have from its first chunk on. Chunks are counted from 1.
    private readonly (uint FirstChunk, uint Samples)[] runs;

    /// <summary>Reads the positions of the chunks.</summary>
    /// <exception cref="MetadataFormatException">The table is damaged or too large.</exception>
    public IsoSampleTable(IsoBoxEditor boxes, IsoBox table)
    {
        (this.boxes, this.table) = (boxes, table);
        if (boxes.Find(table, "saio") is not null) throw new MetadataFormatException("The film has data that no sample table describes.");
        chunks = ReadChunks();
        runs = ReadRuns();
    }

    private FileRegionAccessor File => boxes.File;

    /// <summary>Adds the chunks of the track.</summary>
    /// <param name="used">Gets the chunks.</param>
    /// <param name="isKept">Whether the track is needed.</param>
    /// <param name="hasOpenChunks">Whether samples of equal size may be larger than stated, as for uncompressed sound of QuickTime.</param>
    public void AddTo(NeededByteRanges used, bool isKept, bool hasOpenChunks)
    {
        var lengths = isKept ? Lengths(hasOpenChunks) : null;
        for (var i = 0; i < chunks.Length; i++)
        {
            if (!isKept) used.AddUnused(chunks[i]);
            else if (lengths is null) used.AddOpen(chunks[i]);
            else used.Add(chunks[i], lengths[i]);
        }
    }

    /// <summary>Returns the first bytes of the first chunks, at most <paramref name="max"/>.</summary>
    public byte[] Start(int max)
    {
        var lengths = Lengths(hasOpenChunks: false)!;
        var start = new List<byte>();
        for (var i = 0; i < chunks.Length && start.Count < max; i++)
        {
            var count = Math.Min(Math.Min(lengths[i], max - start.Count), Math.Max(0, File.Length - chunks[i]));
            if (count > 0) start.AddRange(File.Read(chunks[i], count, max));
        }

        return [.. start];
    }

    private long[] ReadChunks()
    {
        if (boxes.Find(table, "co64") is { } large) return Read(large, 8, File.Int64);
        return boxes.Find(table, "stco") is { } small ? Read(small, 4, at => (long)File.UInt32(at)) : [];
    }

    private (uint FirstChunk, uint Samples)[] ReadRuns() =>
        boxes.Find(table, "stsc") is { } box ? Read(box, 12, at => (File.UInt32(at), File.UInt32(at + 4))) : [];

    private T[] Read<T>(IsoBox box, int bytes, Func<long, T> read)
    {
        var count = File.UInt32(box.Content + 4);
        if (count > MaxChunks || count * (long)bytes > box.End - box.Content - 8) throw new MetadataFormatException("A sample table is too large, or longer than its box.");
        var values = new T[count];
        for (var i = 0; i < values.Length; i++) values[i] = read(box.Content + 8 + ((long)i * bytes));
        return values;
    }

    // The lengths of the chunks. Null: they are not known.
    private long[]? Lengths(bool hasOpenChunks)
    {
        var isCompact = boxes.Find(table, "stz2") is not null;
        if ((boxes.Find(table, "stsz") ?? boxes.Find(table, "stz2")) is not { } sizes) return chunks.Length == 0 ? [] : throw new MetadataFormatException("The samples of a track have no sizes.");
        var (size, count) = (File.UInt32(sizes.Content + 4), File.UInt32(sizes.Content + 8));
        if (isCompact || (size == 0 && (count * 4L) > sizes.End - sizes.Content - 12)) throw new MetadataFormatException("The sample sizes are of a rare kind, or longer than their box.");
        if (size != 0 && hasOpenChunks) return null;
        var lengths = new long[chunks.Length];
        long sample = 0;
        for (var (i, run) = (0, 0); i < lengths.Length; i++)
        {
            while (run + 1 < runs.Length && runs[run + 1].FirstChunk <= i + 1) run++;
            var samples = runs.Length == 0 ? 0 : Math.Min(runs[run].Samples, count - sample);
            if (size != 0) lengths[i] = samples * size;
            else for (var s = 0L; s < samples; s++) lengths[i] += File.UInt32(sizes.Content + 12 + ((sample + s) * 4));
            sample += samples;
        }

        return lengths;
    }
}
