namespace Parhelion.Server.Media;

/// <summary>Pages on other origins that may send credentials with what they fetch: those of <c>Media:AllowedOrigins</c>, and nobody else. An origin is
/// named in the answer, because a browser takes no <c>*</c> where credentials are sent.</summary>
internal sealed class CrossOriginPolicy(MediaSettings settings)
{
    /// <summary>The origin of the page that asks, when it is one of those; else <c>null</c>.</summary>
    public string? AllowedOrigin(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && settings.AllowedOrigins.Contains(origin, StringComparer.Ordinal) ? origin : null;

    /// <summary>Lets the page read the answer. Says also that the answer depends on who asks.</summary>
    /// <returns>False when the page is not one of those.</returns>
    public bool Allow(HttpContext http)
    {
        if (settings.AllowedOrigins.Count == 0) return false;
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if (AllowedOrigin(http.Request) is not { } origin) return false;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        return true;
    }

    /// <summary>Answers the question that a browser asks before it sends credentials.</summary>
    /// <returns>False when the page is not one of those.</returns>
    public bool AllowPreflight(HttpContext http, string methods, string requestHeaders)
    {
        if (!Allow(http)) return false;
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = requestHeaders;
        headers.AccessControlMaxAge = "86400";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
