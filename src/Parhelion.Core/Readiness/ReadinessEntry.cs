namespace Parhelion.Core.Readiness;

/// <summary>One entry in the answer of <c>/readyz</c>, which anybody may read.</summary>
/// <param name="Component">The part of the server, in camel case, such as <c>orphanScan</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">A sentence for the operator, without paths, names, tokens or secrets. Not needed when all is well.</param>
public sealed record ReadinessEntry(string Component, ReadinessState State, string? Detail = null);
