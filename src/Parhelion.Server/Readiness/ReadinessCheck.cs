using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;

namespace Parhelion.Server.Readiness;

/// <summary>Tells whether this node can do what requests ask of it: it checks the stores that every upload needs and collects what other parts of
/// the server report.</summary>
internal sealed class ReadinessCheck(
    Database database, IBlobStore blobs, IEnumerable<IReadinessDetail> details, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ReadinessCheck> log)
{
    private readonly ComponentCheck databaseCheck = new("database", "The database", database.CheckAsync, clock, log);
    private readonly ComponentCheck blobCheck = new("blobs", "The blob store", blobs.CheckAsync, clock, log);

    /// <summary>The state of the node, at most a second old.</summary>
    public async Task<ReadinessReport> AskAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ReadinessReport.Stopping;
        var checks = await Task.WhenAll(databaseCheck.AskAsync(), blobCheck.AskAsync());
        return ReadinessReport.Of([.. checks, .. details.Select(detail => detail.Report()).OfType<ReadinessEntry>()]);
    }
}
