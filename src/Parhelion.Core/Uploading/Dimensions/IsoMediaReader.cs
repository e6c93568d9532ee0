using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width, height and duration of files of the ISO base media family: films and sound (MP4, QuickTime, 3GPP), and images (HEIF).</summary>
/// <remarks>Width and height of a film are those of the first track that shows pictures, after scaling and rotation.</remarks>
internal static class IsoMediaReader
{
    private const uint Meta = 0x6D657461;
    private const uint Movie = 0x6D6F6F76;              // moov
    private const uint MovieHeader = 0x6D766864;        // mvhd
    private const uint MovieExtends = 0x6D766578;       // mvex
    private const uint MovieExtendsHeader = 0x6D656864; // mehd
    private const uint TrackExtends = 0x74726578;       // trex
    private const uint Track = 0x7472616B;              // trak
    private const uint TrackHeader = 0x746B6864;        // tkhd
    private const uint Media = 0x6D646961;              // mdia
    private const uint MediaHeader = 0x6D646864;        // mdhd
    private const uint Handler = 0x68646C72;            // hdlr
    private const uint Video = 0x76696465;              // vide
    private const uint Picture = 0x70696374;            // pict

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        for (long offset = 0; await IsoBox.ReadAsync(file, offset, file.Length) is { } box; offset = box.End)
        {
            if (box.Type == Meta && await HeifReader.ReadAsync(file, box) is { Width: not null } image) return image;
            if (box.Type == Movie) return await ReadMovieAsync(file, box);
        }

        return default;
    }

    private static async ValueTask<MediaDimensions> ReadMovieAsync(BoundedRangeReader file, IsoBox movie)
    {
        var (unitsPerSecond, duration, isStated) = (0.0, 0.0, true);
        var size = default(MediaDimensions);
        var fragments = new IsoFragmentDurationReader(file);
        for (var offset = movie.Content; await IsoBox.ReadAsync(file, offset, movie.End) is { } box; offset = box.End)
        {
            if (box.Type == MovieHeader) (unitsPerSecond, duration) = await ReadMovieHeaderAsync(file, box);
            if (box.Type == Track && await ReadTrackAsync(file, box, fragments) is { Width: not null } shown && size.Width is null) size = shown;
            if (box.Type != MovieExtends) continue;
            // The header of a film in fragments states only the duration of what is before the fragments: mostly nothing.
            var whole = await ReadExtendsAsync(file, box, fragments);
            (duration, isStated) = (Math.Max(duration, whole), whole > 0);
        }

        var seconds = unitsPerSecond > 0 ? duration / unitsPerSecond : 0;
        if (!isStated) seconds = Math.Max(seconds, await fragments.EndAsync(movie.End));
        return MediaDimensions.Of(size.Width ?? 0, size.Height ?? 0, seconds);
    }

    private static async ValueTask<(double UnitsPerSecond, double Duration)> ReadMovieHeaderAsync(BoundedRangeReader file, IsoBox header)
    {
        var content = await file.PeekAsync(header.Content, 32);
        if (content.Length < 32) return default;
        var bytes = content.Span;
        if (bytes[0] == 1) return (BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]), KnownDuration(BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]), ulong.MaxValue));
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), KnownDuration(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), uint.MaxValue));
    }

    private static double KnownDuration(ulong duration, ulong unknown) => duration == unknown ? 0 : duration;

    // The duration of the film with its fragments, 0 if it is not stated.
    private static async ValueTask<double> ReadExtendsAsync(BoundedRangeReader file, IsoBox extends, IsoFragmentDurationReader fragments)
    {
        var duration = 0.0;
        for (var offset = extends.Content; await IsoBox.ReadAsync(file, offset, extends.End) is { } box; offset = box.End)
        {
            var content = await file.PeekAsync(box.Content, 16);
            if (box.Type == MovieExtendsHeader && content.Length >= 12)
                duration = content.Span[0] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(content.Span[4..]) : BinaryPrimitives.ReadUInt32BigEndian(content.Span[4..]);
            if (box.Type == TrackExtends && content.Length >= 16)
                fragments.SetSampleDuration(BinaryPrimitives.ReadUInt32BigEndian(content.Span[4..]), BinaryPrimitives.ReadUInt32BigEndian(content.Span[12..]));
        }

        return duration;
    }

    // Tracks of subtitles have a size too, so the handler decides.
    private static async ValueTask<MediaDimensions> ReadTrackAsync(BoundedRangeReader file, IsoBox track, IsoFragmentDurationReader fragments)
    {
        var (size, id) = (default(MediaDimensions), 0u);
        for (var offset = track.Content; await IsoBox.ReadAsync(file, offset, track.End) is { } box; offset = box.End)
        {
            if (box.Type == TrackHeader) (size, id) = HeaderOf((await file.PeekAsync(box.Content, 96)).Span);
            if (box.Type != Media) continue;
            var (handler, unitsPerSecond) = await ReadMediaAsync(file, box);
            fragments.Add(id, unitsPerSecond);
            return handler is Video or Picture ? size : default;
        }

        return default;
    }

    private static async ValueTask<(uint Handler, double UnitsPerSecond)> ReadMediaAsync(BoundedRangeReader file, IsoBox media)
    {
        var found = (Handler: 0u, UnitsPerSecond: 0.0);
        for (var offset = media.Content; await IsoBox.ReadAsync(file, offset, media.End) is { } box; offset = box.End)
        {
            var content = await file.PeekAsync(box.Content, 24);
            if (box.Type == MediaHeader && content.Length >= 24) found.UnitsPerSecond = BinaryPrimitives.ReadUInt32BigEndian(content.Span[(content.Span[0] == 1 ? 20 : 12)..]);
            if (box.Type == Handler && content.Length >= 12) found.Handler = BinaryPrimitives.ReadUInt32BigEndian(content.Span[8..]);
        }

        return found;
    }

    private static (MediaDimensions Size, uint Id) HeaderOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < 84) return default;
        var id = BinaryPrimitives.ReadUInt32BigEndian(header[(header[0] == 1 ? 20 : 12)..]);
        return (SizeOf(header), id);
    }

    private static MediaDimensions SizeOf(ReadOnlySpan<byte> header)
    {
        // Version 1 has longer times.
        if (header[0] == 1) header = header[12..];
        if (header.Length < 84) return default;
        const double one = 65536;
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header[76..]) / one, BinaryPrimitives.ReadUInt32BigEndian(header[80..]) / one);
        // The matrix maps (x, y) to (ax + cy, bx + dy). Its other numbers move the picture, which does not change the size.
        var (a, b, c, d) = (Factor(header[40..]), Factor(header[44..]), Factor(header[52..]), Factor(header[56..]));
        return a + b + c + d == 0 ? MediaDimensions.Of(width, height) : MediaDimensions.Of((a * width) + (c * height), (b * width) + (d * height));
    }

    private static double Factor(ReadOnlySpan<byte> number) => Math.Abs(BinaryPrimitives.ReadInt32BigEndian(number) / 65536.0);
}
