namespace Parhelion.Server.Addressing;

/// <summary>Takes from the headers of trusted proxies who the client is and which URL it has asked for. Nobody else's headers count. It stands behind the
/// delivery of media, which asks for none of these.</summary>
internal sealed class ForwardedMiddleware(RequestDelegate next, TrustedProxies trusted, ProxyDetection evidence)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ForwardedHop.NameIn(http.Request.Headers) is { } name) Take(http, name);
        return next(http);
    }

    private void Take(HttpContext http, string name)
    {
        var peer = http.Connection.RemoteIpAddress;
        var isTrusted = trusted.Contains(peer);
        evidence.Note(name, isTrusted, peer);
        if (!isTrusted) return;
        var hop = trusted.Follow(http);
        if (!ReferenceEquals(hop.For, peer)) (http.Connection.RemoteIpAddress, http.Connection.RemotePort) = (hop.For, 0);
        if (hop.Scheme is { } scheme) http.Request.Scheme = scheme;
        if (hop.Host is { } host) http.Request.Host = new HostString(host);
        if (hop.Host is not null) http.RequestServices.GetRequiredService<RequestOrigin>().Url = new Uri($"{http.Request.Scheme}://{http.Request.Host}");
    }
}

/// <summary>Scheme and host of the URL that the client of one request has asked for.</summary>
internal sealed class RequestOrigin
{
    /// <summary>As a trusted proxy says; <c>null</c> when there is none, or it says nothing.</summary>
    public Uri? Url { get; set; }
}
