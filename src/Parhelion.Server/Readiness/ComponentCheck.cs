using System.Data.Common;
using Parhelion.Core.Readiness;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Readiness;

/// <summary>Checks one store. At most one check runs at a time, and all who ask within <see cref="Shared"/> have the same result: however many
/// ask, the store is asked once a second. Nobody waits longer than <see cref="Patience"/>.</summary>
/// <param name="component">The name of the store in the answer.</param>
/// <param name="title">The same, as a sentence begins.</param>
/// <param name="check">Throws when the store cannot be used.</param>
/// <param name="clock">Measures how long a check takes, and how old its result is.</param>
/// <param name="log">Hears when the state changes.</param>
internal sealed class ComponentCheck(string component, string title, Func<CancellationToken, Task> check, TimeProvider clock, ILogger log)
{
    public static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Late = "does not answer in time";

    private readonly Lock gate = new();
    private Task<ReadinessEntry>? latest;
    private long begun;
    private bool wasReady = true;

    /// <summary>The state of the store: at most a second old, or a fault when it does not answer in time.</summary>
    public async Task<ReadinessEntry> AskAsync()
    {
        try
        {
            return await Latest().WaitAsync(Patience, clock);
        }
        catch (TimeoutException e)
        {
            return Fault(Late, e);
        }
    }

    private Task<ReadinessEntry> Latest()
    {
        lock (gate)
        {
            if (latest is not null && (!latest.IsCompleted || clock.GetElapsedTime(begun) < Shared)) return latest;
            begun = clock.GetTimestamp();
            // On a thread of the pool, because a disk that hangs must not hold the caller.
            return latest = Task.Run(CheckAsync);
        }
    }

    private async Task<ReadinessEntry> CheckAsync()
    {
        // A check that hangs ends with those who wait for it, so that the next one finds the store as it is then.
        using var limit = new CancellationTokenSource(Patience, clock);
        try
        {
            await check(limit.Token);
            if (!Interlocked.Exchange(ref wasReady, true)) log.ComponentReady(component);
            return new ReadinessEntry(component, ReadinessState.Ok);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            return Fault(Describe(e), e);
        }
        catch (OperationCanceledException e)
        {
            return Fault(Late, e);
        }
    }

    // The log is told of the first failure, not of each that follows.
    private ReadinessEntry Fault(string what, Exception fault)
    {
        if (Interlocked.Exchange(ref wasReady, false)) log.ComponentNotReady(component, fault);
        return new ReadinessEntry(component, ReadinessState.Fault, $"{title} {what}.");
    }

    // The message of an exception may name a path or a host. The log has it; the answer, which anybody may read, does not.
    private static string Describe(Exception fault) => fault switch
    {
        _ when StorageErrors.IsDiskFull(fault) => "has no space left",
        UnauthorizedAccessException => "may not be written to",
        _ => "cannot be reached or written to",
    };
}
