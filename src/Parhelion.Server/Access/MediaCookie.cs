using Microsoft.Extensions.Primitives;
using Parhelion.Server.Addressing;
using Parhelion.Server.Media;

namespace Parhelion.Server.Access;

/// <summary>The cookie that carries a media token: bound to the host that set it and to the path of the token, out of reach of scripts,
/// gone when the token is.</summary>
internal sealed class MediaCookie(ServerAddresses serverAddresses, MediaSettings settings, TimeProvider clock)
{
    /// <summary>Its name.</summary>
    public const string Name = "parhelion_media";

    /// <summary>Gives the browser the cookie of a token that was verified.</summary>
    public void Set(HttpResponse response, string token, MediaGrant grant)
    {
        var options = new CookieOptions
        {
            Path = serverAddresses.MediaUrls().Rooted(grant.Scope.CookiePath()),
            HttpOnly = true,
            Secure = settings.CookieCrossSite || serverAddresses.Media.Scheme == Uri.UriSchemeHttps || response.HttpContext.Request.IsHttps,
            SameSite = settings.CookieCrossSite ? SameSiteMode.None : SameSiteMode.Lax,
            Expires = grant.Expires,
            MaxAge = TimeSpan.FromSeconds(Math.Floor((grant.Expires - clock.GetUtcNow()).TotalSeconds)),
        };
        if (settings.CookieCrossSite) options.Extensions.Add("Partitioned");
        response.Cookies.Append(Name, token, options);
    }

    /// <summary>The tokens of a request. A browser sends a cookie for each path that leads to the URL, all under the one name.</summary>
    public static IEnumerable<string> Read(StringValues headers)
    {
        foreach (var header in headers)
        {
            foreach (var pair in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (pair.StartsWith(Name + "=", StringComparison.Ordinal)) yield return pair[(Name.Length + 1)..];
            }
        }
    }
}
