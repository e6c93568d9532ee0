namespace Parhelion.Client.Wire;

/// <summary>The time limit of one attempt, which progress puts off.</summary>
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

    /// <summary>Cancelled by the limit or by the caller.</summary>
    public CancellationToken Token => either.Token;

    public bool IsExpired => expiry.IsCancellationRequested;

    /// <summary>Something has moved: the time begins anew.</summary>
    public void PutOff() => expiry.CancelAfter(limit);

    public void Dispose()
    {
        either.Dispose();
        expiry.Dispose();
    }
}
