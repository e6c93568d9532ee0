using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Wire;

/// <summary>
/// Returns the path of a request as the client sent it, split at its slashes. Kestrel changes some segments of a path, such as <c>..</c> or segments with an
/// encoded slash. Such a segment may be the external id of a user.
/// </summary>
/// <remarks>Kestrel removes dot segments from the path and leaves encoded slashes encoded. If the server used the path of Kestrel, the deletion of the user
/// <c>..</c> would delete the app.</remarks>
internal static class RawRequestPath
{
    /// <summary>Returns the segments, still percent-encoded, beginning after the first slash.</summary>
    public static string[] Segments(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.IndexOf('?') is >= 0 and var query) target = target[..query];
        // The absolute form of the request target, which clients send to proxies, begins with scheme and host.
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            target = target.IndexOf('/', scheme + 3) is >= 0 and var path ? target[path..] : "/";
        }

        return target.TrimStart('/').Split('/');
    }

    /// <summary>Makes routing treat dot segments as ordinary segments, which name a resource or lead to 404. Must run before routing.</summary>
    public static void UseLiteralDots(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var segments = Segments(http);
        if (segments.Any(IsDots)) http.Request.Path = "/" + string.Join('/', segments.Select(segment => IsDots(segment) ? "%2E" : segment));
        return next(http);
    });

    private static bool IsDots(string segment) => segment.Length <= 6 && Uri.UnescapeDataString(segment) is "." or "..";
}
