using NetVips;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Decoding;

/// <summary>Decodes pictures with libvips: upright, in sRGB, 8 bits, and no larger than asked for. It opens no file, and knows only the loaders that it needs.</summary>
internal static class PictureDecoder
{
    private const string Profile = "icc-profile-data";
    private const string Srgb = "srgb";

    private static readonly string[] Loaders = ["Jpeg", "Png", "Nsgif", "Webp", "Tiff", "Svg", "Heif"];
    private static readonly string[] Savers = ["Jpeg", "Png", "Webp"];

    /// <summary>The version of libvips; <c>null</c> if it is not there.</summary>
    public static string? Version { get; } = Prepare();

    /// <summary>Decodes a file, or the first page or frame of it.</summary>
    /// <param name="content">The file. It must live longer than the picture.</param>
    /// <param name="header">What <see cref="ReadHeader"/> has found.</param>
    /// <param name="side">The longest side of the picture in pixels. A smaller one is not enlarged.</param>
    /// <param name="isAnimated">Whether all frames are decoded: the picture has them below each other.</param>
    /// <exception cref="VipsException">It cannot be decoded.</exception>
    public static Image Decode(NativeBuffer content, PictureHeader header, int side, bool isAnimated)
    {
        // Like browsers, and like the dimensions in the API, without the orientation in Exif data of a PNG.
        using var lazy = Image.ThumbnailStream(
            content.Read(), side, optionString: isAnimated ? "n=-1" : "", height: side, size: Enums.Size.Down, noRotate: header.MediaType == PreviewTypes.Png,
            outputProfile: header.IsSrgb ? null : Srgb);
        return lazy.CopyMemory();
    }

    /// <summary>Makes a picture with a colour profile smaller, and converts it to sRGB.</summary>
    /// <exception cref="VipsException">Its profile cannot be used.</exception>
    public static Image Convert(Image picture, int side)
    {
        using var lazy = picture.ThumbnailImage(side, height: side, size: Enums.Size.Down, noRotate: true, outputProfile: picture.Contains(Profile) ? Srgb : null);
        return lazy.CopyMemory();
    }

    /// <summary>Makes a decoded picture in sRGB smaller, with all its frames.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="side">The longest side in pixels. A smaller one is not enlarged.</param>
    public static Image Shrink(Image picture, int side)
    {
        if (picture.Width <= side && picture.PageHeight <= side) return picture.Copy();
        using var lazy = picture.ThumbnailImage(side, height: side, size: Enums.Size.Down, noRotate: true);
        return lazy.CopyMemory();
    }

    /// <summary>Reads what has to be known before a file is decoded, and checks its limits.</summary>
    /// <exception cref="UndecodableException">A limit is exceeded.</exception>
    /// <exception cref="VipsException">It cannot be decoded.</exception>
    public static PictureHeader ReadHeader(NativeBuffer content, string mediaType)
    {
        using var header = Image.NewFromStream(content.Read(), access: Enums.Access.Sequential);
        // An SVG is drawn in the size that is asked for, whatever its own is.
        if (mediaType != PreviewTypes.Svg) DecodingLimits.Check(header.Width, header.Height);
        var frames = mediaType is PreviewTypes.Gif or PreviewTypes.WebP && header.Contains("n-pages") ? (int)header.Get("n-pages") : 1;
        var isSrgb = header.Interpretation is Enums.Interpretation.Srgb or Enums.Interpretation.Bw && header.Format == Enums.BandFormat.Uchar && !header.Contains(Profile);
        return new PictureHeader(mediaType, header.Width, header.Height, frames, isSrgb);
    }

    private static string? Prepare()
    {
        if (!ModuleInitializer.VipsInitialized) return null;
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders) Operation.Block($"VipsForeignLoad{loader}", false);
        Operation.Block("VipsForeignSave", true);
        foreach (var saver in Savers) Operation.Block($"VipsForeignSave{saver}", false);
        return $"{NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}";
    }
}
