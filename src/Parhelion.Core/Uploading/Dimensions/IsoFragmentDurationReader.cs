using System.Buffers.Binary;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Determines the duration of a fragmented MP4 film from the end time of its last fragment. Needed if the header of the film does not state the duration.
/// Browsers and streaming programs write such films.
/// </summary>
/// <remarks>If the file has an index at its end, the index leads to the last fragment. Otherwise all fragments are visited. If visiting all of them takes more
/// blocks than <see cref="BoundedRangeReader"/> may read, as in a long film, the duration stays unknown.</remarks>
internal sealed class IsoFragmentDurationReader(BoundedRangeReader file)
{
    private const uint Fragment = 0x6D6F6F66;             // moof
    private const uint TrackFragment = 0x74726166;        // traf
    private const uint TrackFragmentHeader = 0x74666864;  // tfhd
    private const uint DecodeTime = 0x74666474;           // tfdt
    private const uint TrackRun = 0x7472756E;             // trun
    private const uint RandomAccess = 0x6D667261;         // mfra
    private const uint RandomAccessTrack = 0x74667261;    // tfra
    private const int RandomAccessOffsetBytes = 16;
    private const int MaxTracks = 64;

    private readonly Dictionary<uint, Track> tracks = [];

    /// <summary>Adds a track of the header.</summary>
    public void Add(uint id, double unitsPerSecond)
    {
        if (tracks.Count < MaxTracks) tracks[id] = new Track(unitsPerSecond);
    }

    /// <summary>Sets how long a sample of a track lasts if its fragment does not tell.</summary>
    public void SetSampleDuration(uint id, uint units)
    {
        if (tracks.TryGetValue(id, out var track)) track.SampleDuration = units;
    }

    /// <summary>Returns the time in seconds at which the last fragment ends; 0 if there is none, or it cannot be reached.</summary>
    /// <param name="offset">The end of the header.</param>
    public async ValueTask<double> EndAsync(long offset)
    {
        offset = Math.Max(offset, await LastIndexedAsync());
        while (await IsoBox.ReadAsync(file, offset, file.Length) is { } box)
        {
            if (box.Type == Fragment) await ReadFragmentAsync(box);
            offset = box.End;
        }

        return offset == file.Length ? tracks.Values.Select(track => track.Seconds).DefaultIfEmpty().Max() : 0;
    }

    // The last box of the index ends with the length of the index.
    private async ValueTask<long> LastIndexedAsync()
    {
        var end = await file.PeekAsync(file.Length - RandomAccessOffsetBytes, RandomAccessOffsetBytes);
        if (end.Length < RandomAccessOffsetBytes || !end.Span[4..].StartsWith("mfro"u8)) return 0;
        var start = file.Length - BinaryPrimitives.ReadUInt32BigEndian(end.Span[12..]);
        if (await IsoBox.ReadAsync(file, start, file.Length) is not { Type: RandomAccess } index) return 0;
        var last = 0L;
        for (var offset = index.Content; await IsoBox.ReadAsync(file, offset, index.End) is { } box; offset = box.End)
        {
            if (box.Type == RandomAccessTrack) last = Math.Max(last, await LastEntryAsync(box));
        }

        return last;
    }

    private async ValueTask<long> LastEntryAsync(IsoBox index)
    {
        const int header = 16;
        var start = await file.PeekAsync(index.Content, header);
        if (start.Length < header) return 0;
        var (timeBytes, lengths, count) = (start.Span[0] == 1 ? 8 : 4, start.Span[11], BinaryPrimitives.ReadUInt32BigEndian(start.Span[12..]));
        var entryBytes = (2 * timeBytes) + 3 + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3);
        var entry = await file.PeekAsync(index.Content + header + ((count - 1L) * entryBytes), entryBytes);
        return entry.Length < entryBytes ? 0 : (long)Math.Min(TiffReader.Number(entry.Span.Slice(timeBytes, timeBytes), isLittleEndian: false), long.MaxValue);
    }

    private async ValueTask ReadFragmentAsync(IsoBox fragment)
    {
        for (var offset = fragment.Content; await IsoBox.ReadAsync(file, offset, fragment.End) is { } box; offset = box.End)
        {
            if (box.Type == TrackFragment) await ReadTrackAsync(box);
        }
    }

    private async ValueTask ReadTrackAsync(IsoBox fragment)
    {
        var (track, sampleDuration) = (default(Track?), 0u);
        for (var offset = fragment.Content; await IsoBox.ReadAsync(file, offset, fragment.End) is { } box; offset = box.End)
        {
            var content = await file.PeekAsync(box.Content, (int)Math.Min(box.End - box.Content, StagedUploadReadBuffer.Bytes));
            if (content.Length < 8) continue;
            if (box.Type == TrackFragmentHeader && tracks.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(content.Span[4..]), out track))
                sampleDuration = SampleDurationIn(content.Span) ?? track.SampleDuration;
            if (box.Type == DecodeTime && track is not null)
                track.End = TiffReader.Number(content.Span.Slice(4, content.Span[0] == 1 && content.Length >= 12 ? 8 : 4), isLittleEndian: false);
            if (box.Type == TrackRun && track is not null) track.End += DurationOf(content.Span, sampleDuration);
        }
    }

    // Flags tell which fields there are.
    private static uint? SampleDurationIn(ReadOnlySpan<byte> header)
    {
        var flags = header[3];
        if ((flags & 0x08) == 0) return null;
        var at = 8 + ((flags & 0x01) != 0 ? 8 : 0) + ((flags & 0x02) != 0 ? 4 : 0);
        return header.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(header[at..]) : null;
    }

    private static double DurationOf(ReadOnlySpan<byte> run, uint sampleDuration)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(run[4..]);
        if ((run[2] & 0x01) == 0) return (double)count * sampleDuration;
        var entries = run[Math.Min(run.Length, 8 + ((run[3] & 0x01) != 0 ? 4 : 0) + ((run[3] & 0x04) != 0 ? 4 : 0))..];
        var entryBytes = 4 * byte.PopCount((byte)(run[2] & 0x0F));
        var duration = 0.0;
        for (; count > 0 && entries.Length >= entryBytes; count--, entries = entries[entryBytes..]) duration += BinaryPrimitives.ReadUInt32BigEndian(entries);
        return duration;
    }

    private sealed class Track(double unitsPerSecond)
    {
        public uint SampleDuration { get; set; }

        public double End { get; set; }

        public double Seconds => unitsPerSecond > 0 ? End / unitsPerSecond : 0;
    }
}
