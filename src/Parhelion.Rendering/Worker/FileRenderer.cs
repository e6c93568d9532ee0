using NetVips;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Decoding;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Worker;

/// <summary>Makes the pictures of one file inside of the worker process.</summary>
internal static class FileRenderer
{
    /// <summary>The media types of which this machine can make pictures.</summary>
    public static IReadOnlyList<string> MediaTypes =>
        PictureDecoder.Version is null ? [] : [.. PreviewTypes.Kinds.Where(type => IsPossible(type.Value)).Select(type => type.Key).Order(StringComparer.Ordinal)];

    /// <summary>What it uses for that.</summary>
    public static IReadOnlyList<string> Programs =>
    [
        .. PictureDecoder.Version is { } vips ? (string[])[$"libvips {vips}"] : [],
        .. HeifLibrary.Version is { } heif ? (string[])[$"libheif {heif}"] : [],
        .. FilmDecoder.Program is not null ? (string[])["ffmpeg"] : [],
        .. DocumentDecoder.Program is not null ? (string[])["pdftoppm"] : [],
    ];

    /// <summary>Decodes the file and makes its pictures.</summary>
    /// <param name="content">The bytes. Of a film or a document, <see cref="DecoderProgram"/> has drawn a PNG.</param>
    /// <param name="job">What to make.</param>
    /// <exception cref="UndecodableException">It cannot be decoded.</exception>
    public static RenderingResult Render(NativeBuffer content, WorkerJob job)
    {
        try
        {
            return PreviewTypes.Kinds.GetValueOrDefault(job.MediaType) switch
            {
                PreviewKind.Bitmap => RenderPixels(BitmapDecoder.Decode(content, out var pixels), pixels, job),
                PreviewKind.Heif when HeifLibrary.Version is not null => RenderPixels(HeifDecoder.Decode(content, out var pixels), pixels, job),
                PreviewKind.Film or PreviewKind.Document => throw new UndecodableException("its media type has no pictures"),
                _ => RenderPicture(content, job),
            };
        }
        catch (VipsException e)
        {
            throw new UndecodableException("libvips cannot decode it", e);
        }
        catch (OutOfMemoryException e)
        {
            throw new UndecodableException("it needs too much memory", e);
        }
    }

    private static bool IsPossible(PreviewKind kind) => kind switch
    {
        PreviewKind.Heif => HeifLibrary.Version is not null,
        PreviewKind.Film => FilmDecoder.Program is not null,
        PreviewKind.Document => DocumentDecoder.Program is not null,
        _ => true,
    };

    private static RenderingResult RenderPixels(Image picture, NativeBuffer pixels, WorkerJob job)
    {
        using (pixels)
        using (picture)
        using (var still = PictureDecoder.Convert(picture, LongestOf(job.Targets))) return Encode(job.Targets, _ => still, still);
    }

    private static RenderingResult RenderPicture(NativeBuffer content, WorkerJob job)
    {
        var header = PictureDecoder.ReadHeader(content, job.MediaType);
        var moving = job.Targets.Where(target => CanMove(target, header)).ToHashSet();
        var still = job.Targets.Where(target => !moving.Contains(target)).ToList();
        using var animation = moving.Count > 0 ? PictureDecoder.Decode(content, header, LongestOf(moving), isAnimated: true) : null;
        // Without another picture the first frame of the animation has the colours of the placeholder.
        using var picture = still.Count > 0 || animation is null
            ? PictureDecoder.Decode(content, header, LongestOf(still), isAnimated: false)
            : animation.Crop(0, 0, animation.Width, animation.PageHeight);
        return Encode(job.Targets, target => moving.Contains(target) ? animation! : picture, picture);
    }

    // An animation that would take too long is a picture of its first frame.
    private static bool CanMove(RenditionSpec target, PictureHeader header)
    {
        var pixels = (double)header.Width * header.Height * header.Frames;
        if (target.Format != RenditionFormat.Webp || header.Frames is < 2 or > DecodingLimits.MaxFrames || pixels > DecodingLimits.MaxAnimationPixels) return false;
        var scale = Math.Min(1, target.MaxSide / (double)Math.Max(header.Width, header.Height));
        return pixels * scale * scale <= DecodingLimits.MaxEncodedAnimationPixels;
    }

    private static RenderingResult Encode(IReadOnlyList<RenditionSpec> targets, Func<RenditionSpec, Image> pictureOf, Image first)
    {
        var pictures = new List<RenderedPicture>(targets.Count);
        foreach (var target in targets)
        {
            using var sized = PictureDecoder.Shrink(pictureOf(target), target.MaxSide);
            pictures.Add(new RenderedPicture(target, PictureEncoder.Encode(sized, target.Format), sized.Width, sized.PageHeight));
        }

        return new RenderingResult(pictures, PictureEncoder.Placeholder(first));
    }

    private static int LongestOf(IEnumerable<RenditionSpec> targets) => targets.Max(target => target.MaxSide);
}
