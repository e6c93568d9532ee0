namespace Parhelion.Server.Uploads;

/// <summary>Adds <c>Tus-Resumable</c> to every response to a client that speaks tus, also to a refusal: such a client ignores responses without it.</summary>
internal sealed class TusVersionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(UploadHeaders.TusResumable)) http.Response.Headers[UploadHeaders.TusResumable] = TusProtocol.Version;
        return next(http);
    }
}
