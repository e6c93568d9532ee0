namespace Parhelion.Rendering.Decoding;

/// <summary>What the header of a picture says.</summary>
/// <param name="MediaType">The media type of the file.</param>
/// <param name="Width">Width in pixels, before it is turned upright.</param>
/// <param name="Height">Height in pixels, before it is turned upright.</param>
/// <param name="Frames">Number of frames of an animation; otherwise 1.</param>
/// <param name="IsSrgb">Whether its colours need no conversion: 8 bits of sRGB or grey, without a profile.</param>
internal sealed record PictureHeader(string MediaType, int Width, int Height, int Frames, bool IsSrgb);
