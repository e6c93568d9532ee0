namespace Parhelion.Core.Renditions;

/// <summary>A picture that a renderer has made.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Bytes">The encoded picture, at most <see cref="IRenderer.MaxPictureBytes"/>.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record RenderedPicture(RenditionTarget Target, ReadOnlyMemory<byte> Bytes, int Width, int Height);
