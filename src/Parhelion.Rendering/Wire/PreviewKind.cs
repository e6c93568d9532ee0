namespace Parhelion.Rendering.Wire;

/// <summary>How a file is decoded.</summary>
internal enum PreviewKind
{
    /// <summary>A picture that libvips decodes.</summary>
    Picture,

    /// <summary>A BMP file.</summary>
    Bitmap,

    /// <summary>A picture that libheif decodes; libvips if it has AV1 inside.</summary>
    Heif,

    /// <summary>A film, of which ffmpeg decodes a frame.</summary>
    Film,

    /// <summary>A PDF, of which poppler draws the first page.</summary>
    Document,
}
