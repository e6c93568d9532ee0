namespace Parhelion.Core.Renditions;

/// <summary>Describes one picture that a renderer must make of an attachment: its name, longest side and format.</summary>
/// <param name="Name">Name of the rendition in <c>Images:Renditions</c>, such as <c>thumbnail</c>.</param>
/// <param name="MaxSide">Maximum width and height in pixels. A smaller original is not enlarged.</param>
/// <param name="Format">Image format.</param>
public sealed record RenditionSpec(string Name, int MaxSide, RenditionFormat Format);
