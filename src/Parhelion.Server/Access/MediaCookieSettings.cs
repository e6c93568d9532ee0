using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Access;

/// <summary>Settings of the cookie that lets browsers read private media.</summary>
public sealed record MediaCookieSettings
{
    /// <summary><c>Media:CookieCrossSite</c>: whether the cookie works on pages of other sites (<c>SameSite=None; Secure; Partitioned</c>). Browsers accept
    /// such a cookie only over https or from the machine itself. Default: false, pages of the same site.</summary>
    public bool CrossSite { get; init; }

    internal static MediaCookieSettings Read(SettingsReader reader, ServerUrlSettings addresses)
    {
        var settings = new MediaCookieSettings { CrossSite = reader.Boolean("Media:CookieCrossSite", false) };
        // Browsers silently drop such a cookie without TLS, except on the machine itself.
        if (settings.CrossSite && addresses.Media is { IsLoopback: false } media && media.Scheme != Uri.UriSchemeHttps)
        {
            reader.Add($"Parhelion:Media:CookieCrossSite is 'true' and media are at '{media}'; browsers take such a cookie over https only.");
        }

        return settings;
    }
}
