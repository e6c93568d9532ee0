namespace Parhelion.Server.Readiness;

/// <summary>The response body of <c>/readyz?verbose</c>, which only operators get.</summary>
/// <param name="Status"><c>ready</c>, <c>notReady</c> or <c>stopping</c>.</param>
/// <param name="Components">The state of each part of the server.</param>
internal sealed record VerboseReadinessReport(string Status, IReadOnlyList<VerboseReadinessEntry> Components);
