namespace Parhelion.Client.Wire;

/// <summary>The time limit of one attempt. Progress restarts it.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationTokenSource expiry;
    private readonly CancellationTokenSource either;

    public Deadline(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        this.limit = limit;
        expiry = new CancellationTokenSource(limit, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
    }

    public TimeSpan Limit => limit;

    /// <summary>The token that the time limit or the caller cancels.</summary>
    public CancellationToken Token => either.Token;

    public bool IsExpired => expiry.IsCancellationRequested;

    /// <summary>Restarts the time limit, because data was transferred.</summary>
    public void PutOff() => expiry.CancelAfter(limit);

    /// <summary>Stops the time limit, until <see cref="PutOff"/> restarts it.</summary>
    public void Pause() => expiry.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        either.Dispose();
        expiry.Dispose();
    }
}
