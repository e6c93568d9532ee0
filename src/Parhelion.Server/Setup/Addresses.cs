using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Parhelion.Core.Serving;

namespace Parhelion.Server.Setup;

/// <summary>The URLs that the server is reached at. Unless configured they follow from the address it listens on, which is known once it has started.</summary>
public sealed class Addresses(Settings settings, IServer server)
{
    private Uri? listening;
    private string? mediaPrefix;

    /// <summary>Whether the API is reached at an address that only this machine understands, for want of <c>PublicBaseUrl</c>.</summary>
    public bool IsGuessed => settings.PublicBaseUrl is null && IsWildcard(First());

    /// <summary>Whether the server can be reached from this machine only.</summary>
    public bool IsLoopbackOnly => server.Features.Get<IServerAddressesFeature>()?.Addresses
        .All(address => !IsWildcard(address) && Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback) ?? false;

    /// <summary>Base of the API, without a slash at its end.</summary>
    public string Api => Base(settings.PublicBaseUrl ?? Listening);

    /// <summary>Base of the media.</summary>
    public Uri Media => settings.MediaBaseUrl ?? settings.PublicBaseUrl ?? Listening;

    private Uri Listening => listening ??= new Uri(First().Replace("[::]", "localhost", StringComparison.Ordinal)
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://*", "://localhost", StringComparison.Ordinal));

    /// <summary>A path below the base of the media. A proxy may pass the path of that base on, or take it away.</summary>
    public ReadOnlySpan<char> BelowMedia(string? path)
    {
        mediaPrefix ??= Media.AbsolutePath.TrimEnd('/') + "/";
        return path.AsSpan().StartsWith(mediaPrefix, StringComparison.Ordinal) ? path.AsSpan(mediaPrefix.Length - 1) : path;
    }

    /// <summary>Builds and reads media URLs on this server.</summary>
    public MediaUrls MediaUrls() => new(Media, settings.MediaBaseUrlAliases);

    /// <summary>The URL of a request as its client knows it, without the query.</summary>
    public string UrlOf(HttpRequest request)
    {
        var prefix = request.PathBase.Value ?? "";
        return Api.EndsWith(prefix, StringComparison.Ordinal) ? Api + request.Path : Api + prefix + request.Path;
    }

    private static string Base(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static bool IsWildcard(string address) =>
        address.Contains("0.0.0.0", StringComparison.Ordinal) || address.Contains("[::]", StringComparison.Ordinal) ||
        address.Contains("://+", StringComparison.Ordinal) || address.Contains("://*", StringComparison.Ordinal);

    private string First() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? throw new InvalidOperationException("The server is not listening yet.");
}
