using Microsoft.Extensions.Primitives;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Access;

/// <summary>Sets and reads the cookie that carries a media token. Browsers send the cookie only to the host that set it, and only for the path to which the
/// token gives access. Scripts cannot read the cookie, and it expires with the token.</summary>
internal sealed class MediaCookie(PublicBaseUrls serverAddresses, MediaCookieSettings settings, TimeProvider clock)
{
    /// <summary>Name of the cookie.</summary>
    public const string Name = "parhelion_media";

    /// <summary>Sets the cookie for a verified token.</summary>
    public void Set(HttpResponse response, string token, MediaTokenGrant grant)
    {
        var options = new CookieOptions
        {
            Path = serverAddresses.MediaUrls().Rooted(grant.Scope.CookiePath()),
            HttpOnly = true,
            Secure = settings.CrossSite || serverAddresses.Media.Scheme == Uri.UriSchemeHttps || response.HttpContext.Request.IsHttps,
            SameSite = settings.CrossSite ? SameSiteMode.None : SameSiteMode.Lax,
            Expires = grant.Expires,
            MaxAge = TimeSpan.FromSeconds(Math.Floor((grant.Expires - clock.GetUtcNow()).TotalSeconds)),
        };
        if (settings.CrossSite) options.Extensions.Add("Partitioned");
        response.Cookies.Append(Name, token, options);
    }

    /// <summary>Returns the media tokens of a request. A browser sends one cookie for each path that matches the URL, all with the same name.</summary>
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
