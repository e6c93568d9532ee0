namespace Parhelion.Core.Readiness;

/// <summary>Describes the state of one part of the server in the response of <c>/readyz</c>. Anybody may read this response.</summary>
/// <param name="Component">The part of the server, in camel case, such as <c>orphanScan</c>.</param>
/// <param name="State">The state of that part.</param>
/// <param name="Detail">A sentence for the operator, without paths, names, tokens or secrets. Not needed if the part works.</param>
public sealed record ReadinessEntry(string Component, ComponentReadiness State, string? Detail = null);
