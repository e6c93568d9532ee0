using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>The parsed target of an HTTP request (RFC 9112, section 3.2), as <see cref="MediaRequestTargetParser"/> returns it. The target need not be a media
/// URL.</summary>
/// <param name="Kind">Whether the target is a media URL, and whether it has the canonical spelling.</param>
/// <param name="Media">The media path of the file. Only set for <see cref="RequestTargetKind.File"/> and <see cref="RequestTargetKind.OtherSpelling"/>.</param>
/// <param name="Rendition">The requested rendition of the file; <c>null</c>: the file itself.</param>
/// <param name="Query">The query in its canonical spelling, with the question mark; empty for none.</param>
/// <param name="Spelling">The path as the client sent it. Empty if the target has no path, or names another host.</param>
internal readonly record struct RequestTarget(RequestTargetKind Kind, MediaPath Media, RenditionId? Rendition, string Query, string Spelling);
