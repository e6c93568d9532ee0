using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>The response body of <c>/readyz</c>: the state of the node and of each part of the server.</summary>
/// <param name="Status"><c>ready</c>, <c>notReady</c> or <c>stopping</c>.</param>
/// <param name="Components">The state of each part of the server. The database and the blob store, which every upload needs, come first.</param>
internal sealed record ReadinessReport(string Status, IReadOnlyList<ReadinessEntry> Components)
{
    public const string Ready = "ready";

    public static readonly ReadinessReport Stopping = new("stopping", []);

    public static ReadinessReport Of(IReadOnlyList<ReadinessEntry> components) =>
        new(components.Any(entry => entry.State == ComponentReadiness.Fault) ? "notReady" : Ready, components);
}
