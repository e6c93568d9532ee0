using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>A request target (RFC 9112, section 3.2), parsed by <see cref="MediaRequestTargetParser"/>.</summary>
/// <param name="Kind">Whether the target is a media URL, and in which spelling.</param>
/// <param name="Media">The path of the file. Only set for <see cref="MediaUrlMatch.File"/> and <see cref="MediaUrlMatch.OtherSpelling"/>.</param>
/// <param name="Spelling">The path as it was sent.</param>
internal readonly record struct MediaRequestTarget(MediaUrlMatch Kind, MediaPath Media, string Spelling);
