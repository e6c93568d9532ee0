namespace Parhelion.Server.Addressing;

/// <summary>Sets the client address, the scheme and the host of a request from the forwarded headers of trusted proxies. The headers of any other peer are
/// ignored.</summary>
/// <remarks>The middleware runs after the media middleware, which needs none of these values.</remarks>
internal sealed class ForwardedMiddleware(RequestDelegate next, TrustedProxies trusted, ProxyDetection evidence)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (ForwardedHop.NameIn(http.Request.Headers) is { } name) ReadHeader(http, name);
        return next(http);
    }

    private void ReadHeader(HttpContext http, string name)
    {
        var peer = http.Connection.RemoteIpAddress;
        var isTrusted = trusted.Contains(peer);
        evidence.Note(name, isTrusted, peer);
        if (!isTrusted) return;
        var hop = trusted.Follow(http);
        if (!ReferenceEquals(hop.For, peer)) (http.Connection.RemoteIpAddress, http.Connection.RemotePort) = (hop.For, 0);
        if (hop.Scheme is { } scheme) http.Request.Scheme = scheme;
        if (hop.Host is { } host) http.Request.Host = new HostString(host);
        if (hop.Host is not null) http.RequestServices.GetRequiredService<ForwardedOrigin>().Url = new Uri($"{http.Request.Scheme}://{http.Request.Host}");
    }
}
