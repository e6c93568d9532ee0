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

    /// <summary>Returns the state of the node, at most one second old.</summary>
    public async Task<ReadinessReport> AskAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ReadinessReport.Stopping;
        var checks = await Task.WhenAll(databaseCheck.AskAsync(), blobCheck.AskAsync());
        return ReadinessReport.Of([.. checks, .. details.Select(detail => detail.Report()).OfType<ReadinessEntry>()]);
    }
}
