using System.Data.Common;
using Parhelion.Core.Readiness;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Readiness;

/// <summary>
/// Checks one component for <c>/readyz</c>: the database, the blob store or the malware scanner. Callers share a check that is still running or began less than
/// <see cref="CacheDuration"/> ago. A component that does not answer a caller within <see cref="Timeout"/> counts as failed.
/// </summary>
/// <remarks>At most one check runs at a time, and the component is checked at most once a second.</remarks>
/// <param name="component">The name of the component in the response, such as <c>database</c>.</param>
/// <param name="title">The name of the component as the beginning of a sentence, such as <c>The database</c>.</param>
/// <param name="check">Checks the component. Throws if the component cannot be used.</param>
/// <param name="clock">Measures how long a check takes, and how old its result is.</param>
/// <param name="log">Receives one entry when the component fails and one when it recovers.</param>
/// <param name="onFault">The state that is reported when the check fails or takes too long.</param>
internal sealed class ComponentCheck(string component, string title, Func<CancellationToken, Task> check, TimeProvider clock, ILogger log, ComponentReadiness onFault = ComponentReadiness.Fault)
{
    public static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private const string Late = "does not answer in time";

    private readonly Lock gate = new();
    private Task<ComponentCheckResult>? latest;
    private long begun;
    private bool wasReady = true;

    /// <summary>Returns the state of the component, at most one second old. A component that does not answer in time is reported as failed.</summary>
    public async Task<ComponentCheckResult> AskAsync()
    {
        try
        {
            return await Latest().WaitAsync(Timeout, clock);
        }
        catch (TimeoutException e)
        {
            return Fault(Late, e);
        }
    }

    private Task<ComponentCheckResult> Latest()
    {
        lock (gate)
        {
            if (latest is not null && (!latest.IsCompleted || clock.GetElapsedTime(begun) < CacheDuration)) return latest;
            begun = clock.GetTimestamp();
            // Runs on the thread pool, because a disk that hangs must not block the caller.
            return latest = Task.Run(CheckAsync);
        }
    }

    private async Task<ComponentCheckResult> CheckAsync()
    {
        // A check that hangs is cancelled when its callers time out, so that the next call starts a new one.
        using var limit = new CancellationTokenSource(Timeout, clock);
        try
        {
            await check(limit.Token);
            if (!Interlocked.Exchange(ref wasReady, true)) log.ComponentReady(component);
            return new ComponentCheckResult(new ReadinessEntry(component, ComponentReadiness.Ok), clock.GetTimestamp());
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

    // Only the first of several failures in a row is logged.
    private ComponentCheckResult Fault(string what, Exception fault)
    {
        if (Interlocked.Exchange(ref wasReady, false))
        {
            if (onFault == ComponentReadiness.Fault) log.ComponentNotReady(component, fault);
            else log.ComponentFaulty(component, fault);
        }

        return new ComponentCheckResult(new ReadinessEntry(component, onFault, $"{title} {what}."), clock.GetTimestamp(), fault.Message);
    }

    // The message of an exception may name a path or a host. It is logged but not sent, because anybody may read the response.
    private static string Describe(Exception fault) => fault switch
    {
        _ when ResourceExhaustion.IsDiskFull(fault) => "has no space left",
        UnauthorizedAccessException => "may not be written to",
        _ => "cannot be reached or written to",
    };
}
