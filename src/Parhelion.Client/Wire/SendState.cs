namespace Parhelion.Client.Wire;

/// <summary>Counts how often the message handlers of the <see cref="HttpClient"/> send one request. Handlers such as those of
/// <c>AddStandardResilienceHandler</c> repeat requests by themselves, and the client must not multiply their repetitions.</summary>
internal sealed class SendState(Operation operation)
{
    public static readonly HttpRequestOptionsKey<SendState> Key = new("Parhelion.Client.SendState");

    private int requests;
    private int contents;

    /// <summary>The call that the request belongs to.</summary>
    public Operation Operation => operation;

    /// <summary>How often the request was sent, as far as the client can see it: at least by <see cref="SendCounter"/> or by its content.</summary>
    public int Count => Math.Max(Volatile.Read(ref requests), Volatile.Read(ref contents));

    /// <summary>Whether the request went to the network, and not only to a handler of a test.</summary>
    public bool ReachedNetwork { get; set; }

    public void CountRequest() => Interlocked.Increment(ref requests);

    public void CountContent() => Interlocked.Increment(ref contents);
}
