using System.Text;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Addressing;

/// <summary>Settings of the URLs at which clients reach the API and the media. <see cref="PublicBaseUrls"/> returns the URLs that apply, even if none of these
/// settings is set.</summary>
public sealed record ServerUrlSettings
{
    /// <summary><c>PublicBaseUrl</c>: the URL at which clients reach the API. The links between the pages of a list begin with it. Default: the address that
    /// the server listens on.</summary>
    public Uri? PublicBaseUrl { get; init; }

    /// <summary><c>MediaBaseUrl</c>: the URL that media URLs begin with. In production, its origin should not be that of the API. Default:
    /// <see cref="PublicBaseUrl"/>.</summary>
    public Uri? MediaBaseUrl { get; init; }

    /// <summary><c>MediaBaseUrlAliases</c>: other bases whose media URLs the server accepts, such as former hosts. Default: none.</summary>
    public IReadOnlyList<Uri> MediaBaseUrlAliases { get; init; } = [];

    /// <summary>The configured base of media URLs; <c>null</c> when neither setting is set.</summary>
    internal Uri? Media => MediaBaseUrl ?? PublicBaseUrl;

    internal static ServerUrlSettings Read(SettingsReader reader) => new()
    {
        PublicBaseUrl = Read(reader, "PublicBaseUrl"),
        MediaBaseUrl = Read(reader, "MediaBaseUrl"),
        MediaBaseUrlAliases = [.. reader.Urls("MediaBaseUrlAliases").Select(AsciiOf)],
    };

    // A header of a response must be ASCII, and clients send host names in this form too.
    private static Uri AsciiOf(Uri url) => Ascii.IsValid(url.Host) ? url : new UriBuilder(url) { Host = url.IdnHost }.Uri;

    private static Uri? Read(SettingsReader reader, string name) => reader.Url(name) is { } url ? AsciiOf(url) : null;
}
