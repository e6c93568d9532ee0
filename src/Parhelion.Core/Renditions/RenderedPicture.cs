namespace Parhelion.Core.Renditions;

/// <summary>Holds one picture that a renderer has made: the encoded bytes, and the width and height in pixels.</summary>
/// <param name="Target">The requested name, longest side and format.</param>
/// <param name="Bytes">The encoded picture, at most <see cref="IRenderer.MaxPictureBytes"/>.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
public sealed record RenderedPicture(RenditionSpec Target, ReadOnlyMemory<byte> Bytes, int Width, int Height);
