namespace Parhelion.Server.Proxies;

/// <summary>Takes from the headers of trusted proxies who the client is and which URL it has asked for. Nobody else's headers count. It stands behind the
/// delivery of media, which asks for none of these.</summary>
internal sealed class ForwardedMiddleware(RequestDelegate next, TrustedProxies trusted, ProxyEvidence evidence)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ForwardedHop.NameIn(http.Request.Headers) is { } name) Take(http, name);
        return next(http);
    }

    private void Take(HttpContext http, string name)
    {
        var isTrusted = trusted.Contains(http.Connection.RemoteIpAddress);
        evidence.Note(name, isTrusted, http.Connection.RemoteIpAddress);
        if (!isTrusted) return;
        var last = default(ForwardedHop);
        foreach (var hop in ForwardedHop.Read(http.Request.Headers))
        {
            last = hop;
            if (hop.For is not { } client) break;
            http.Connection.RemoteIpAddress = client;
            http.Connection.RemotePort = 0;
            // What stands further to the left was written by this client, unless it is a proxy of ours as well.
            if (!trusted.Contains(client)) break;
        }

        if (last.Scheme is { } scheme) http.Request.Scheme = scheme;
        if (last.Host is { } host) http.Request.Host = new HostString(host);
        if (last.Host is not null) http.RequestServices.GetRequiredService<RequestOrigin>().Url = new Uri($"{http.Request.Scheme}://{http.Request.Host}");
    }
}

/// <summary>Scheme and host of the URL that the client of one request has asked for.</summary>
internal sealed class RequestOrigin
{
    /// <summary>As a trusted proxy says; <c>null</c> when there is none, or it says nothing.</summary>
    public Uri? Url { get; set; }
}
