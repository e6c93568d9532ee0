namespace Parhelion.Cli.Connections;

/// <summary>Cancels a call that moves no byte for some time. The time does not run while the tool waits for its own input.</summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource either;

    public IdleLimit(TimeSpan limit, CancellationToken cancellationToken)
    {
        this.limit = limit;
        expiry = new CancellationTokenSource(limit, TimeProvider.System);
        either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
    }

    /// <summary>The token that the limit or the caller cancels.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>Stops the time.</summary>
    public void Pause() => expiry.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Starts the time from the beginning.</summary>
    public void Restart() => expiry.CancelAfter(limit);

    public void Dispose()
    {
        either.Dispose();
        expiry.Dispose();
    }
}
