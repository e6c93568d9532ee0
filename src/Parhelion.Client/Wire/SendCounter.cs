namespace Parhelion.Client.Wire;

/// <summary>The innermost message handler: sees each time that a request is sent, also those that other handlers repeat.</summary>
internal sealed class SendCounter : DelegatingHandler
{
    public SendCounter()
    {
    }

    public SendCounter(HttpMessageHandler inner) : base(inner)
    {
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(SendState.Key, out var state))
        {
            state.CountRequest();
            state.ReachedNetwork |= InnerHandler is SocketsHttpHandler or HttpClientHandler;
        }

        return base.SendAsync(request, cancellationToken);
    }
}
