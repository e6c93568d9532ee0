namespace Parhelion.Server.Connections;

/// <summary>Connections of clients: how many, how long they may stand still, and how they end.</summary>
public sealed record ConnectionSettings
{
    /// <summary><c>Limits:Connections</c>: most connections of clients at once. Default: what the limit of open files allows, at most 30,000.</summary>
    public int Most { get; init; }

    /// <summary><c>Limits:BodyIdleSeconds</c>: how long a request's body may bring no byte before it is refused with 408. Default: 30 seconds.</summary>
    public TimeSpan BodyIdle { get; init; }

    /// <summary><c>Limits:ReaderIdleSeconds</c>: how long a client may take no byte of an answer before its connection is closed. Default: 120 seconds.</summary>
    public TimeSpan ReaderIdle { get; init; }

    /// <summary><c>Shutdown:DrainSeconds</c>: how long requests go on after a signal to stop, while <c>/readyz</c> answers 503. Default: 0 when the
    /// server listens on loopback only, else 5.</summary>
    public TimeSpan? Drain { get; init; }
}
