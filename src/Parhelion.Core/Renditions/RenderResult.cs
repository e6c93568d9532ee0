namespace Parhelion.Core.Renditions;

/// <summary>Holds the pictures that a renderer has made of one file, and their placeholder (ThumbHash).</summary>
/// <param name="Pictures">One picture for each target, in the order of the targets.</param>
/// <param name="Placeholder">The ThumbHash of the picture, at most 25 bytes.</param>
public sealed record RenderResult(IReadOnlyList<RenderedPicture> Pictures, ReadOnlyMemory<byte> Placeholder);
