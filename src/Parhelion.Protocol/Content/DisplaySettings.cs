namespace Parhelion;

/// <summary>Appearance of the items of a carousel.</summary>
/// <param name="ImageAspectRatio">Aspect ratio of the images: <c>horizontal</c> or <c>square</c>.</param>
public sealed record DisplaySettings(string? ImageAspectRatio = null);
