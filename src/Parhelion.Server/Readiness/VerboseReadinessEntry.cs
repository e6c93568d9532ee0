using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>The state of a part of the server in <c>/readyz?verbose</c>, with details that only operators may see.</summary>
/// <param name="Component">The part of the server.</param>
/// <param name="State">The state of that part.</param>
/// <param name="Detail">A sentence about the state.</param>
/// <param name="CheckedSecondsAgo">How long ago the state was checked, in seconds.</param>
/// <param name="StateSeconds">How long this node has observed the part in this state, in seconds.</param>
/// <param name="Reason">The message of the exception that made a check fail.</param>
internal sealed record VerboseReadinessEntry(string Component, ComponentReadiness State, string? Detail, double CheckedSecondsAgo, double StateSeconds, string? Reason);
