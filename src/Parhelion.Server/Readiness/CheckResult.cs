using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>What a check of a part of the server has found.</summary>
/// <param name="Entry">The state, as anybody may see it.</param>
/// <param name="At">Timestamp of the end of the check.</param>
/// <param name="Reason">The message of the exception that made the check fail. It may name a path or a host, so only operators see it.</param>
internal sealed record CheckResult(ReadinessEntry Entry, long At, string? Reason = null);
