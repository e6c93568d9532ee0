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

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(SendState.Key, out var state) ? CountAsync(request, state, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> CountAsync(HttpRequestMessage request, SendState state, CancellationToken cancellationToken)
    {
        state.CountRequest();
        state.ReachedNetwork |= IsNetwork(InnerHandler);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // A 408 may come from a proxy that has passed the request on.
            if ((int)response.StatusCode is >= 400 and < 500 and not 408) state.CountRefusal();
            return response;
        }
        catch (HttpRequestException e) when (ExceptionReader.IsNoConnection(e))
        {
            state.CountRefusal();
            throw;
        }
    }

    // The application may have added handlers below this one, such as those that log.
    private static bool IsNetwork(HttpMessageHandler? handler)
    {
        while (handler is DelegatingHandler delegating) handler = delegating.InnerHandler;
        return handler is SocketsHttpHandler or HttpClientHandler;
    }
}
