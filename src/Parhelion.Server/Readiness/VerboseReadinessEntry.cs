using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>The state of a part of the server, as operators see it.</summary>
/// <param name="Component">The part of the server.</param>
/// <param name="State">The state of that part.</param>
/// <param name="Detail">A sentence about it.</param>
/// <param name="CheckedSecondsAgo">How long ago the state was found out, in seconds.</param>
/// <param name="StateSeconds">How long the part has been in this state as far as this node has noticed, in seconds.</param>
/// <param name="Reason">The message of the exception that made a check fail.</param>
internal sealed record VerboseReadinessEntry(string Component, ReadinessState State, string? Detail, double CheckedSecondsAgo, double StateSeconds, string? Reason);
