using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Connections;

/// <summary>Stops the server in three steps, so that requests in progress can finish.</summary>
/// <remarks>In the first step (the drain) the server still serves requests, but <c>/readyz</c> answers with status 503. Load balancers then send no more
/// requests. In the second step the listener closes, and requests in progress have <see cref="Grace"/> to finish. In the third step the server aborts the
/// remaining connections. A second SIGTERM ends the drain at once, and so does Ctrl+C (SIGINT) at any time.</remarks>
internal sealed class GracefulShutdown(ClientConnectionSettings settings, PublicBaseUrls serverAddresses, ConnectionLimiter connections, ILogger<GracefulShutdown> log)
    : IHostedLifecycleService, IDisposable
{
    /// <summary>How long requests in progress may take after the listener has closed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How long everything else may take to stop after <see cref="Grace"/>.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Default = TimeSpan.FromSeconds(5);

    private readonly List<PosixSignalRegistration> signals = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopped = new();
    private int terminations;

    /// <summary>Returns the longest time from the stop signal to the end of the process.</summary>
    public static TimeSpan Longest(ClientConnectionSettings settings) => (settings.Drain ?? Default) + Grace + Margin;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => ended.TrySetResult()));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Terminate()));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var drain = settings.Drain ?? (serverAddresses.IsLoopbackOnly ? TimeSpan.Zero : Default);
        if (drain > TimeSpan.Zero && !ended.Task.IsCompleted)
        {
            log.Draining((int)drain.TotalSeconds);
            await Task.WhenAny(Task.Delay(drain, TimeProvider.System, cancellationToken), ended.Task);
        }

        _ = AbortConnectionsAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken) => await stopped.CancelAsync();

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        stopped.Dispose();
    }

    private void Terminate()
    {
        if (Interlocked.Increment(ref terminations) > 1) ended.TrySetResult();
    }

    private async Task AbortConnectionsAsync()
    {
        await Task.Delay(Grace, TimeProvider.System, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopped.IsCancellationRequested) return;
        var busy = connections.Snapshot();
        if (busy.Count > 0) log.ConnectionsCut(busy.Count, (int)Grace.TotalSeconds);
        foreach (var connection in busy) connection.Abort(new ConnectionAbortedException("The server is stopping."));
    }
}
