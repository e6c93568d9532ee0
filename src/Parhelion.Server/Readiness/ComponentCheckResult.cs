using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>The result of the check of one part of the server, such as the database.</summary>
/// <param name="Entry">The state of the part, without details that only operators may see.</param>
/// <param name="At">When the check ended, as a timestamp of <c>TimeProvider</c>.</param>
/// <param name="Reason">The message of the exception that made the check fail; <c>null</c> if there was none. It may name a path or a host, so only operators
/// see it.</param>
internal sealed record ComponentCheckResult(ReadinessEntry Entry, long At, string? Reason = null);
