using System.Collections.Frozen;

namespace Parhelion.Rendering.Wire;

/// <summary>The media types of which there can be pictures.</summary>
internal static class PreviewTypes
{
    public const string Avif = "image/avif";
    public const string Gif = "image/gif";
    public const string Png = "image/png";
    public const string Svg = "image/svg+xml";
    public const string WebP = "image/webp";

    /// <summary>How the files of each media type are decoded.</summary>
    public static FrozenDictionary<string, PreviewKind> Kinds { get; } = new Dictionary<string, PreviewKind>(StringComparer.Ordinal)
    {
        ["image/jpeg"] = PreviewKind.Picture,
        [Png] = PreviewKind.Picture,
        [Gif] = PreviewKind.Picture,
        [WebP] = PreviewKind.Picture,
        ["image/tiff"] = PreviewKind.Picture,
        [Svg] = PreviewKind.Picture,
        [Avif] = PreviewKind.Picture,
        ["image/bmp"] = PreviewKind.Bitmap,
        ["image/heic"] = PreviewKind.Heif,
        ["image/heif"] = PreviewKind.Heif,
        ["image/heic-sequence"] = PreviewKind.Heif,
        ["image/heif-sequence"] = PreviewKind.Heif,
        ["video/mp4"] = PreviewKind.Film,
        ["video/x-m4v"] = PreviewKind.Film,
        ["video/quicktime"] = PreviewKind.Film,
        ["video/3gpp"] = PreviewKind.Film,
        ["video/3gpp2"] = PreviewKind.Film,
        ["video/webm"] = PreviewKind.Film,
        ["video/x-matroska"] = PreviewKind.Film,
        ["video/x-msvideo"] = PreviewKind.Film,
        ["video/mpeg"] = PreviewKind.Film,
        ["video/mp2t"] = PreviewKind.Film,
        ["video/ogg"] = PreviewKind.Film,
        ["video/x-ms-wmv"] = PreviewKind.Film,
        ["application/pdf"] = PreviewKind.Document,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
