using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Installations;
using Parhelion.Core.Removing;
using Parhelion.Core.Usage;
using Parhelion.Protocol;

namespace Parhelion.Server.WebConsole;

/// <summary>Runs the storage checks that somebody starts in the web console, one at a time in this process. A check stops when the server stops. The job remembers how the
/// last check ended.</summary>
internal sealed class StorageCheckJob(
    Database database, IBlobStore blobs, OrphanScan orphans, OrphanScanOptions options, TimeProvider clock, ILogger<StorageCheckJob> log) : IHostedService, IDisposable
{
    private static readonly Problem Busy = new(StatusCodes.Status409Conflict, ProblemCodes.Conflict, Texts.CheckRuns);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<string> findings = [];
    private CancellationTokenSource? running;
    private Task done = Task.CompletedTask;
    private StorageCheckState? state;
    private long rows;
    private long stored;
    private long findingCount;

    /// <summary>The check that runs, or the last one; <c>null</c> if there was none since the server started.</summary>
    public StorageCheckState? State
    {
        get
        {
            lock (gate) return state?.EndedAt is null ? Current() : state;
        }
    }

    /// <summary>Starts a check.</summary>
    /// <exception cref="ProblemException">Status 409: another check runs.</exception>
    public void Start(StorageCheckKind kind)
    {
        lock (gate)
        {
            if (state is { EndedAt: null }) throw new ProblemException(Busy);
            findings.Clear();
            (rows, stored, findingCount) = (0, 0, 0);
            state = new StorageCheckState { Kind = kind, StartedAt = clock.GetUtcNow() };
            running?.Dispose();
            running = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            var stop = running.Token;
            done = Task.Run(() => RunAsync(kind, stop), CancellationToken.None);
        }
    }

    /// <summary>Stops the check that runs.</summary>
    public void Cancel()
    {
        lock (gate) running?.Cancel();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await done;
    }

    public void Dispose()
    {
        running?.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync(StorageCheckKind kind, CancellationToken stop)
    {
        string result;
        try
        {
            result = kind == StorageCheckKind.OrphanScan ? await ScanAsync(stop) : await VerifyAsync(kind == StorageCheckKind.VerifyBytes, stop);
        }
        catch (OperationCanceledException)
        {
            result = Texts.CheckStopped;
        }
        catch (InstallationMismatchException e)
        {
            Report(e.Message);
            result = Texts.CheckMismatch;
        }
        catch (Exception e)
        {
            log.MaintenanceFailed(e);
            Report(Texts.CheckFailed);
            result = Texts.CheckFailedEarly;
        }

        lock (gate) state = Current()! with { EndedAt = clock.GetUtcNow(), Result = result };
    }

    private async Task<string> VerifyAsync(bool readsBytes, CancellationToken stop)
    {
        // First, because with the wrong store every row would seem to lack its blob.
        await new InstallationMatchCheck(database, blobs).RunAsync(stop);
        foreach (var damage in await database.FindDamageAsync(stop)) Report(Texts.FindingDamage.With(damage));
        var compared = await new DatabaseStoreComparison(database, blobs, options.MinAge).RunAsync(Report, readsBytes, stop, Count);
        foreach (var wrong in await new UsageReconciliation(database, clock).FindAsync(stop)) Report(Texts.FindingUsage.With(wrong));
        return Texts.CheckCompared.With(compared.Rows, compared.Blobs);
    }

    private async Task<string> ScanAsync(CancellationToken stop)
    {
        var result = await orphans.RunAsync(takesAny: false, stop);
        Count(0, result.Blobs);
        if (result.IsStopped) Report(Texts.FindingTooManyOrphans.With(result.Orphans, result.Blobs));
        return Texts.CheckScanned.With(result.Quarantined, result.Restored, result.Erased, result.Held);
    }

    private void Count(long comparedRows, long comparedBlobs)
    {
        Volatile.Write(ref rows, comparedRows);
        Volatile.Write(ref stored, comparedBlobs);
    }

    private void Report(string finding)
    {
        lock (gate)
        {
            findingCount++;
            if (findings.Count < StorageCheckState.MaxFindings) findings.Add(finding);
        }
    }

    private StorageCheckState? Current() => state is null ? null : state with { Rows = Volatile.Read(ref rows), Blobs = Volatile.Read(ref stored), FindingCount = findingCount, Findings = [.. findings] };
}
