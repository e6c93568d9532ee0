namespace Parhelion.Core.Renditions;

/// <summary>One picture to make.</summary>
/// <param name="Name">Its name in <c>Images:Renditions</c>, such as <c>thumbnail</c>.</param>
/// <param name="MaxSide">The longest side in pixels. A smaller original is not enlarged.</param>
/// <param name="Format">Its format.</param>
public sealed record RenditionTarget(string Name, int MaxSide, RenditionFormat Format);
