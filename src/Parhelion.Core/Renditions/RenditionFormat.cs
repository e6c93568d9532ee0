namespace Parhelion.Core.Renditions;

/// <summary>The format of a rendition: the values of <c>format</c> in a media URL.</summary>
public enum RenditionFormat
{
    /// <summary><c>webp</c>, the default. The only one that can be animated.</summary>
    Webp,

    /// <summary><c>jpeg</c>. Transparent parts become white.</summary>
    Jpeg,

    /// <summary><c>png</c>.</summary>
    Png,
}
