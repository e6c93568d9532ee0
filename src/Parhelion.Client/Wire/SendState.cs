namespace Parhelion.Client.Wire;

/// <summary>Counts how often the message handlers of the <see cref="HttpClient"/> send one request. Handlers such as those of
/// <c>AddStandardResilienceHandler</c> repeat requests by themselves, and the client must not multiply their repetitions.</summary>
/// <param name="operation">The call that the request belongs to.</param>
/// <param name="countsSends">Whether the <see cref="HttpClient"/> has a <see cref="SendCounter"/>.</param>
internal sealed class SendState(Operation operation, bool countsSends)
{
    public static readonly HttpRequestOptionsKey<SendState> Key = new("Parhelion.Client.SendState");

    private int requests;
    private int contents;
    private int refusals;

    /// <summary>The call that the request belongs to.</summary>
    public Operation Operation => operation;

    /// <summary>How often the request was sent, as far as the client can see it: at least by <see cref="SendCounter"/> or by its content.</summary>
    public int Count => Math.Max(Volatile.Read(ref requests), Volatile.Read(ref contents));

    /// <summary>Whether the request went to the network, and not only to a handler of a test.</summary>
    public bool ReachedNetwork { get; set; }

    public void CountRequest() => Interlocked.Increment(ref requests);

    public void CountContent() => Interlocked.Increment(ref contents);

    /// <summary>Counts a send that certainly had no effect: there was no connection, or the server refused the request.</summary>
    public void CountRefusal() => Interlocked.Increment(ref refusals);

    /// <summary>Whether the request may have been sent. A request without a body leaves no trace on an <see cref="HttpClient"/> without a
    /// <see cref="SendCounter"/>.</summary>
    public bool MayBeSent(ApiCall call) => Count > 0 || (!countsSends && call is { Json: null, Upload: null });

    /// <summary>Adds what the handlers did to the failure of an attempt: an earlier send of theirs may have been executed, too.</summary>
    public AttemptFailure AddTo(AttemptFailure failure, ApiCall call) => failure with
    {
        Requests = Count,
        MayHaveBeenExecuted = failure.MayHaveBeenExecuted
            || (Count > 1 && Count > Volatile.Read(ref refusals) && call.Upload is not { IsSentWhole: false }),
    };
}
