namespace Parhelion.Server.Media;

/// <summary>
/// Decides which web pages of other origins may send requests with credentials to this server (CORS). The setting <c>Media:AllowedOrigins</c> lists the allowed
/// origins.
/// </summary>
/// <remarks>The response names the origin of the page, because browsers refuse <c>*</c> for requests with credentials.</remarks>
internal sealed class CredentialedCorsPolicy(MediaSettings settings)
{
    /// <summary>Returns the origin of the request if it is allowed; otherwise <c>null</c>.</summary>
    public string? AllowedOrigin(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && settings.AllowedOrigins.Contains(origin, StringComparer.Ordinal) ? origin : null;

    /// <summary>Adds the headers that let the page read the response. Also sets <c>Vary: Origin</c> if any origin is allowed.</summary>
    /// <returns>False when the origin is not allowed.</returns>
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

    /// <summary>Answers a preflight request with 204; browsers may cache it for a day.</summary>
    /// <returns>False when the origin is not allowed.</returns>
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
