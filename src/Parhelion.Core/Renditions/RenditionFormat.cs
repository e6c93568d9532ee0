namespace Parhelion.Core.Renditions;

/// <summary>The image format of a rendition (preview picture). A media URL names the format in the query parameter <c>format</c>.</summary>
public enum RenditionFormat
{
    /// <summary><c>webp</c>, the default. The only one that can be animated.</summary>
    Webp,

    /// <summary><c>jpeg</c>. Transparent parts become white.</summary>
    Jpeg,

    /// <summary><c>png</c>.</summary>
    Png,
}
