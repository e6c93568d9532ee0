using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Addressing;

/// <summary>
/// Returns the configured URLs at which clients reach the server. If no URL is configured, the class returns the address on which the server listens. This
/// address is known only after the server has started.
/// </summary>
/// <remarks>If no URL is configured and a trusted proxy reports the host of a request, the URLs for this request have the reported host instead. The class
/// never uses the header <c>Host</c>, because a client can forge it.</remarks>
public sealed class PublicBaseUrls(ServerUrlSettings settings, IServer server)
{
    private const string UnixPrefix = "http://unix:";

    private Uri? listening;
    private MediaUrls? mediaUrls;
    private string? mediaPrefix;

    /// <summary>Whether the URL that clients use is a guess. The URL is a guess if <c>PublicBaseUrl</c> is not set and the server listens on all addresses of
    /// the machine or on a Unix socket.</summary>
    public bool IsGuessed => settings.PublicBaseUrl is null && Bound.Any(address => IsWildcard(address) || IsUnixSocket(address));

    /// <summary>Whether the beginning of media URLs is such a guess, because <c>MediaBaseUrl</c> is not set either.</summary>
    public bool IsMediaGuessed => IsGuessed && settings.MediaBaseUrl is null;

    /// <summary>Whether the server listens on TCP loopback addresses only.</summary>
    public bool IsLoopbackOnly => Bound.Count > 0 && Bound
        .All(address => !IsWildcard(address) && !IsUnixSocket(address) && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback);

    /// <summary>The path of the Unix socket, if the server listens on Unix sockets only; otherwise <c>null</c>.</summary>
    public string? UnixSocket => Bound.Count > 0 && Bound.All(IsUnixSocket) ? Bound.First()[UnixPrefix.Length..] : null;

    /// <summary>Base URL of the API, without a slash at its end.</summary>
    public string Api => Base(settings.PublicBaseUrl ?? Listening);

    /// <summary>Base URL of all media URLs.</summary>
    public Uri Media => settings.MediaBaseUrl ?? settings.PublicBaseUrl ?? Listening;

    private Uri Listening => listening ??= new Uri(First().Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("://0.0.0.0:", "://localhost:", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://*", "://localhost", StringComparison.Ordinal));

    private ICollection<string> Bound => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <summary>Removes the path of the media base URL from the beginning of a request path. A proxy may have removed it already.</summary>
    public ReadOnlySpan<char> BelowMedia(string? path)
    {
        mediaPrefix ??= Media.AbsolutePath.TrimEnd('/') + "/";
        return path.AsSpan().StartsWith(mediaPrefix, StringComparison.Ordinal) ? path.AsSpan(mediaPrefix.Length - 1) : path;
    }

    /// <summary>Returns the builder and parser of the media URLs of this server.</summary>
    public MediaUrls MediaUrls() => mediaUrls ??= new(Media, settings.MediaBaseUrlAliases);

    /// <summary>Returns the builder and parser of media URLs for one request. Without a configured base URL, media URLs begin with the origin that a trusted
    /// proxy reports.</summary>
    /// <param name="forwarded">Scheme and host that the client used, as a trusted proxy reports them; <c>null</c> if there is no such proxy.</param>
    public MediaUrls MediaUrls(Uri? forwarded) => forwarded is null || settings.MediaBaseUrl is not null || settings.PublicBaseUrl is not null
        ? MediaUrls()
        : new(forwarded, [Listening, .. settings.MediaBaseUrlAliases]);

    /// <summary>Returns the URL that the client used for a request, without the query.</summary>
    public string UrlOf(HttpRequest request) => UrlOf(request, request.Path);

    /// <summary>Returns the URL at which the client of a request reaches another path of the API.</summary>
    public string UrlOf(HttpRequest request, PathString path)
    {
        var prefix = request.PathBase.Value ?? "";
        var forwarded = settings.PublicBaseUrl is null ? request.HttpContext.RequestServices.GetRequiredService<ForwardedOrigin>().Url : null;
        var api = forwarded is null ? Api : Base(forwarded);
        return api.EndsWith(prefix, StringComparison.Ordinal) ? api + path : api + prefix + path;
    }

    private static string Base(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static bool IsUnixSocket(string address) => address.StartsWith(UnixPrefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsWildcard(string address) =>
        address.Contains("://0.0.0.0:", StringComparison.Ordinal) || address.Contains("[::]", StringComparison.Ordinal) ||
        address.Contains("://+", StringComparison.Ordinal) || address.Contains("://*", StringComparison.Ordinal);

    // A Unix socket has no URL, and its clients may send any host, so localhost stands in.
    private string First()
    {
        if (Bound.Count == 0) throw new InvalidOperationException("The server is not listening yet.");
        return Bound.FirstOrDefault(address => !IsUnixSocket(address)) ?? "http://localhost";
    }
}
