using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering;

/// <summary>What the renderer can do on this machine.</summary>
/// <param name="MediaTypes">The media types of which it makes pictures.</param>
/// <param name="Programs">The libraries and programs that it has found.</param>
/// <param name="Sandbox">What restricts its worker processes.</param>
public sealed record RendererReport(IReadOnlySet<string> MediaTypes, IReadOnlyList<string> Programs, SandboxReport Sandbox)
{
    /// <summary>Names the kinds of files of which there can be no pictures here; empty if there are none.</summary>
    public IReadOnlyList<string> Missing { get; } =
    [
        .. MediaTypes.Contains("image/jpeg") ? (string[])[] : ["images (libvips)"],
        .. MediaTypes.Contains("image/heic") ? (string[])[] : ["HEIC (libheif)"],
        .. MediaTypes.Contains("video/mp4") ? (string[])[] : ["films (ffmpeg)"],
        .. MediaTypes.Contains("application/pdf") ? (string[])[] : ["PDF (poppler-utils)"],
    ];
}
