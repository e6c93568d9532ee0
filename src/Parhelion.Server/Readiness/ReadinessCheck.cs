using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Readiness;
using Parhelion.Core.Scanning;

namespace Parhelion.Server.Readiness;

/// <summary>Computes the response of <c>/readyz</c>. The class checks the database, the blob store and, if there is one, the malware scanner, and adds the entries
/// that other parts of the server report.</summary>
internal sealed class ReadinessCheck
{
    private readonly List<ComponentCheck> checks;
    private readonly IEnumerable<IReadinessDetail> details;
    private readonly IHostApplicationLifetime lifetime;

    public ReadinessCheck(
        Database database, IBlobStore blobs, IEnumerable<IReadinessDetail> details, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ReadinessCheck> log,
        MalwareScanner? scanner = null)
    {
        (this.details, this.lifetime) = (details, lifetime);
        checks = [new("database", "The database", database.CheckAsync, clock, log), new("blobs", "The blob store", blobs.CheckAsync, clock, log)];
        if (scanner is null) return;
        var onFault = scanner.Options.OnFailure == ScanFailureAction.Refuse ? ReadinessState.Fault : ReadinessState.Warning;
        checks.Add(new("antivirus", "The malware scanner", scanner.PingAsync, clock, log, onFault));
    }

    /// <summary>Returns the state of the node, at most one second old.</summary>
    public async Task<ReadinessReport> AskAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return ReadinessReport.Stopping;
        var entries = await Task.WhenAll(checks.Select(check => check.AskAsync()));
        return ReadinessReport.Of([.. entries, .. details.Select(detail => detail.Report()).OfType<ReadinessEntry>()]);
    }
}
