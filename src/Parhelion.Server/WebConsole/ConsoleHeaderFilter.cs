using Parhelion.Server.Addressing;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Sets the security and cache headers of all responses of the web console. Browsers then run only the script of the web console. They load pictures and films
/// only from the web console and the media host. No page can show the web console in a frame, and caches do not keep its pages.
/// </summary>
internal sealed class ConsoleHeaderFilter(PublicBaseUrls addresses, ConsoleUrls address) : IEndpointFilter
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
