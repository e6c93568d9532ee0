namespace Parhelion.Core.Readiness;

/// <summary>One entry in the response of <c>/readyz</c>, which anybody may read.</summary>
/// <param name="Component">The part of the server, in camel case, such as <c>orphanScan</c>.</param>
/// <param name="State">The state of that part.</param>
/// <param name="Detail">A sentence for the operator, without paths, names, tokens or secrets. Not needed if the part works.</param>
public sealed record ReadinessEntry(string Component, ReadinessState State, string? Detail = null);
