namespace Parhelion.Core.Renditions;

/// <summary>What a renderer has made of one file.</summary>
/// <param name="Pictures">One for each target, in their order.</param>
/// <param name="Placeholder">The ThumbHash of the picture, at most 25 bytes.</param>
public sealed record RenderResult(IReadOnlyList<RenderedPicture> Pictures, ReadOnlyMemory<byte> Placeholder);
