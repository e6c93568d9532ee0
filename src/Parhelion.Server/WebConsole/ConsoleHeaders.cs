using Parhelion.Server.Addressing;

namespace Parhelion.Server.WebConsole;

/// <summary>Sets the header fields of all responses of the web console. A page runs only the script of the web console, and loads pictures and films only from the media
/// host. Other pages cannot show a page of the web console in a frame, and caches do not keep the page.</summary>
internal sealed class ConsoleHeaders(PublicUrls addresses, ConsoleAddress address) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var media = addresses.Media.GetLeftPart(UriPartial.Authority);
        // Uploads go to the API.
        var api = address.IsOwn ? $" {new Uri(addresses.Api).GetLeftPart(UriPartial.Authority)}" : "";
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: {media}; media-src 'self' {media}; connect-src 'self' {media}{api}; " +
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return await next(context);
    }
}
