namespace Parhelion.Core.Renditions;

/// <summary>
/// Holds the pictures that a renderer has made of one file, and a placeholder. The placeholder is a blurred picture that a page can show until the file is
/// loaded.
/// </summary>
/// <param name="Pictures">One picture for each requested <see cref="RenditionSpec"/>, in the order of the request.</param>
/// <param name="Placeholder">The placeholder as a ThumbHash of at most 25 bytes.</param>
public sealed record RenderingResult(IReadOnlyList<RenderedPicture> Pictures, ReadOnlyMemory<byte> Placeholder);
