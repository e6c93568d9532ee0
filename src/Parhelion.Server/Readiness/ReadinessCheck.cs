using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>Computes the response of <c>/readyz</c>. The class checks the database and the blob store, and adds the entries that other parts of the server
/// report.</summary>
internal sealed class ReadinessCheck(
    Database database, IBlobStore blobs, IEnumerable<IReadinessDetail> details, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ReadinessCheck> log)
{
    private readonly ComponentCheck databaseCheck = new("database", "The database", database.CheckAsync, clock, log);
    private readonly ComponentCheck blobCheck = new("blobs", "The blob store", blobs.CheckAsync, clock, log);

    // Since when each part is in its state, as far as somebody has asked.
    private readonly Dictionary<string, (ReadinessState State, long Since)> states = new(StringComparer.Ordinal);

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

    private async Task<List<CheckResult>> CheckAsync()
    {
        var checks = await Task.WhenAll(databaseCheck.AskAsync(), blobCheck.AskAsync());
        var now = clock.GetTimestamp();
        List<CheckResult> results = [.. checks, .. details.Select(detail => detail.Report()).OfType<ReadinessEntry>().Select(entry => new CheckResult(entry, now))];
        lock (states)
        {
            foreach (var (component, state, _) in results.Select(result => result.Entry))
            {
                if (!states.TryGetValue(component, out var known) || known.State != state) states[component] = (state, now);
            }
        }

        return results;
    }

    private VerboseReadinessEntry Describe(CheckResult result)
    {
        long since;
        lock (states) since = states[result.Entry.Component].Since;
        return new VerboseReadinessEntry(
            result.Entry.Component, result.Entry.State, result.Entry.Detail, SecondsSince(result.At), Math.Max(SecondsSince(since), SecondsSince(result.At)), result.Reason);
    }

    private double SecondsSince(long timestamp) => Math.Round(clock.GetElapsedTime(timestamp).TotalSeconds, 3);
}
