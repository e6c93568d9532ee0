namespace Parhelion.Server.Uploads;

/// <summary>Adds the header <c>Tus-Resumable</c> to every response to a client that uses tus. Error responses have the header as well, because the client
/// ignores responses without it.</summary>
internal sealed class TusHeaderMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(UploadHeaderNames.TusResumable)) http.Response.Headers[UploadHeaderNames.TusResumable] = TusRequestHandler.Version;
        return next(http);
    }
}
