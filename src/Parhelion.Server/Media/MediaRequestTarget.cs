using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>The target of an HTTP request (RFC 9112, section 3.2), parsed by <see cref="MediaRequestTargetParser"/>. The target need not be a media
/// URL.</summary>
/// <param name="Kind">Whether the target is a media URL, and whether it has the canonical spelling.</param>
/// <param name="Media">The media path of the file. Only set for <see cref="MediaUrlMatch.File"/> and <see cref="MediaUrlMatch.OtherSpelling"/>.</param>
/// <param name="Spelling">The path as the client sent it, without the query. Empty if the target has no path, or names another host.</param>
internal readonly record struct MediaRequestTarget(MediaUrlMatch Kind, MediaPath Media, string Spelling);
