using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>The result of a check of one part of the server, such as the database.</summary>
/// <param name="Entry">The state, without details that only operators may see.</param>
/// <param name="At">Timestamp of the end of the check.</param>
/// <param name="Reason">The message of the exception that made the check fail. It may name a path or a host, so only operators see it.</param>
internal sealed record ComponentCheckResult(ReadinessEntry Entry, long At, string? Reason = null);
