using Parhelion.Core.Naming;

namespace Parhelion.Server.Media;

/// <summary>The parsed target of a request.</summary>
/// <param name="Kind">The kind of the target.</param>
/// <param name="Media">The file; only with <see cref="MediaTargetKind.File"/> and <see cref="MediaTargetKind.OtherSpelling"/>.</param>
/// <param name="Spelling">The path as it was sent.</param>
internal readonly record struct MediaTarget(MediaTargetKind Kind, MediaPath Media, string Spelling);
