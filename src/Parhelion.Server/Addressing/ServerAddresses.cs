using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Addressing;

/// <summary>The URLs that the server is reached at. Unless configured they follow from the address it listens on, which is known once it has started. The
/// Host header of a request says nothing: only what a trusted proxy says counts, and only in the answer to that very request.</summary>
public sealed class ServerAddresses(AddressSettings settings, IServer server)
{
    private const string UnixPrefix = "http://unix:";

    private Uri? listening;
    private MediaUrls? mediaUrls;
    private string? mediaPrefix;

    /// <summary>Whether clients may reach the API at a URL that is not known, for want of <c>PublicBaseUrl</c>: the server listens on all addresses of the
    /// machine, or on a Unix socket.</summary>
    public bool IsGuessed => settings.PublicBaseUrl is null && Bound.Any(address => IsWildcard(address) || IsUnixSocket(address));

    /// <summary>Whether the server can be reached from this machine only, and by TCP.</summary>
    public bool IsLoopbackOnly => Bound.Count > 0 && Bound
        .All(address => !IsWildcard(address) && !IsUnixSocket(address) && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback);

    /// <summary>The Unix socket that the server listens on, when it listens on nothing else; else <c>null</c>.</summary>
    public string? UnixSocket => Bound.Count > 0 && Bound.All(IsUnixSocket) ? Bound.First()[UnixPrefix.Length..] : null;

    /// <summary>Base of the API, without a slash at its end.</summary>
    public string Api => Base(settings.PublicBaseUrl ?? Listening);

    /// <summary>Base of the media.</summary>
    public Uri Media => settings.MediaBaseUrl ?? settings.PublicBaseUrl ?? Listening;

    private Uri Listening => listening ??= new Uri(First().Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://*", "://localhost", StringComparison.Ordinal));

    private ICollection<string> Bound => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <summary>A path below the base of the media. A proxy may pass the path of that base on, or take it away.</summary>
    public ReadOnlySpan<char> BelowMedia(string? path)
    {
        mediaPrefix ??= Media.AbsolutePath.TrimEnd('/') + "/";
        return path.AsSpan().StartsWith(mediaPrefix, StringComparison.Ordinal) ? path.AsSpan(mediaPrefix.Length - 1) : path;
    }

    /// <summary>Builds and reads media URLs on this server.</summary>
    public MediaUrls MediaUrls() => mediaUrls ??= new(Media, settings.MediaBaseUrlAliases);

    /// <summary>The same for one request: behind a trusted proxy, and without a configured base, media URLs begin as the client has asked.</summary>
    /// <param name="forwarded">Scheme and host that a trusted proxy says the client has asked for; <c>null</c> when there is none.</param>
    public MediaUrls MediaUrls(Uri? forwarded) => forwarded is null || settings.MediaBaseUrl is not null || settings.PublicBaseUrl is not null
        ? MediaUrls()
        : new(forwarded, [Listening, .. settings.MediaBaseUrlAliases]);

    /// <summary>The URL of a request as its client knows it, without the query.</summary>
    public string UrlOf(HttpRequest request)
    {
        var prefix = request.PathBase.Value ?? "";
        var forwarded = settings.PublicBaseUrl is null ? request.HttpContext.RequestServices.GetRequiredService<RequestOrigin>().Url : null;
        var api = forwarded is null ? Api : Base(forwarded);
        return api.EndsWith(prefix, StringComparison.Ordinal) ? api + request.Path : api + prefix + request.Path;
    }

    private static string Base(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static bool IsUnixSocket(string address) => address.StartsWith(UnixPrefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsWildcard(string address) =>
        address.Contains("0.0.0.0", StringComparison.Ordinal) || address.Contains("[::]", StringComparison.Ordinal) ||
        address.Contains("://+", StringComparison.Ordinal) || address.Contains("://*", StringComparison.Ordinal);

    // Of a Unix socket no URL can be made; a client of it sends what host it likes.
    private string First()
    {
        if (Bound.Count == 0) throw new InvalidOperationException("The server is not listening yet.");
        return Bound.FirstOrDefault(address => !IsUnixSocket(address)) ?? "http://localhost";
    }
}
