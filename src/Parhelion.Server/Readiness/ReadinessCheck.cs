using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;
using Parhelion.Core.Scanning;

namespace Parhelion.Server.Readiness;

/// <summary>Computes the response of <c>/readyz</c>, which says whether this node is ready. The class checks the database, the blob store and, if there is one,
/// the malware scanner. It adds the entries that other parts of the server report.</summary>
internal sealed class ReadinessCheck
{
    private readonly List<ComponentCheck> checks;
    private readonly IEnumerable<IReadinessEntryProvider> details;
    private readonly IHostApplicationLifetime lifetime;
    private readonly TimeProvider clock;

    // Since when each part is in its state, as far as somebody has asked.
    private readonly Dictionary<string, (ComponentReadiness State, long Since)> states = new(StringComparer.Ordinal);

    public ReadinessCheck(
        Database database, IBlobStore blobs, IEnumerable<IReadinessEntryProvider> details, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ReadinessCheck> log,
        MalwareScanner? scanner = null)
    {
        (this.details, this.lifetime, this.clock) = (details, lifetime, clock);
        checks = [new("database", "The database", database.CheckAsync, clock, log), new("blobs", "The blob store", blobs.CheckAsync, clock, log)];
        if (scanner is null) return;
        var onFault = scanner.Options.OnFailure == ScanFailureAction.Refuse ? ComponentReadiness.Fault : ComponentReadiness.Warning;
        checks.Add(new("antivirus", "The malware scanner", scanner.PingAsync, clock, log, onFault));
    }

    /// <summary>Returns the state of the node, at most one second old.</summary>
    public async Task<ReadinessReport> AskAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ReadinessReport.Stopping;
        return ReadinessReport.Of([.. (await CheckAsync()).Select(result => result.Entry)]);
    }

    /// <summary>Returns the state of the node as operators see it: also how old the state of each part is, and why.</summary>
    public async Task<VerboseReadinessReport> AskVerboselyAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return new VerboseReadinessReport(ReadinessReport.Stopping.Status, []);
        var results = await CheckAsync();
        var report = ReadinessReport.Of([.. results.Select(result => result.Entry)]);
        return new VerboseReadinessReport(report.Status, [.. results.Select(Describe)]);
    }

    private async Task<List<ComponentCheckResult>> CheckAsync()
    {
        var parts = await Task.WhenAll(checks.Select(check => check.AskAsync()));
        var now = clock.GetTimestamp();
        List<ComponentCheckResult> results = [.. parts, .. details.Select(detail => detail.Report()).OfType<ReadinessEntry>().Select(entry => new ComponentCheckResult(entry, now))];
        lock (states)
        {
            foreach (var (component, state, _) in results.Select(result => result.Entry))
            {
                if (!states.TryGetValue(component, out var known) || known.State != state) states[component] = (state, now);
            }
        }

        return results;
    }

    private VerboseReadinessEntry Describe(ComponentCheckResult result)
    {
        long since;
        lock (states) since = states[result.Entry.Component].Since;
        return new VerboseReadinessEntry(
            result.Entry.Component, result.Entry.State, result.Entry.Detail, SecondsSince(result.At), Math.Max(SecondsSince(since), SecondsSince(result.At)), result.Reason);
    }

    private double SecondsSince(long timestamp) => Math.Round(clock.GetElapsedTime(timestamp).TotalSeconds, 3);
}
