using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Wire;

/// <summary>The path of a request as it was sent, cut at its slashes. The web server decodes before it takes out dot segments and leaves an
/// encoded slash encoded; but the id that somebody else has given to a user may be <c>..</c> or hold a slash, and deleting that user must not
/// turn into deleting the app.</summary>
internal static class RawRequestPath
{
    /// <summary>The segments, still percent-encoded; the first is what follows the first slash.</summary>
    public static string[] Segments(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.IndexOf('?') is >= 0 and var query) target = target[..query];
        // A proxy's form of the request line: scheme and host come first.
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme)
        {
            target = target.IndexOf('/', scheme + 3) is >= 0 and var path ? target[path..] : "/";
        }

        return target.TrimStart('/').Split('/');
    }

    /// <summary>Makes dot segments segments like any other, ahead of routing: they name something, or nothing.</summary>
    public static void UseLiteralDots(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var segments = Segments(http);
        if (segments.Any(IsDots)) http.Request.Path = "/" + string.Join('/', segments.Select(segment => IsDots(segment) ? "%2E" : segment));
        return next(http);
    });

    private static bool IsDots(string segment) => segment.Length <= 6 && Uri.UnescapeDataString(segment) is "." or "..";
}
