using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.RateLimiting;

namespace Parhelion.Server.Uploads;

/// <summary>
/// Handles the requests to an existing resumable upload. The id of the upload is enough, so a request needs no credentials. If a request has credentials, the
/// credentials must be valid and cover the app of the upload.
/// </summary>
internal sealed class ResumableUploadHandler(
    ResumableUploadService uploads, TusRequestHandler tus, IetfUploadRequestHandler resumable, Authenticator authenticator, RequestRateLimiter limits, WrongCredentialsLimit wrongCredentials)
{
    /// <summary>The methods of an upload.</summary>
    public const string Allow = "GET, HEAD, PATCH, POST, DELETE, OPTIONS";

    /// <summary>Handles HEAD, PATCH, DELETE, and a POST that stands for one of them.</summary>
    /// <exception cref="ProblemException">The request is refused.</exception>
    public async Task InvokeAsync(HttpContext http, string id)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsPost(method)) method = http.Request.Headers[UploadHeaderNames.MethodOverride].ToString();
        if (!await AuthorizeAsync(http, id)) return;
        await (TusRequestHandler.IsSpokenBy(http.Request) ? TusAsync(http, method, id) : ResumableAsync(http, method, id));
    }

    /// <summary>Answers <c>AttachmentResponse</c> of a complete upload.</summary>
    /// <exception cref="ProblemException">Status 404 or 410: there is no such upload, or the upload or its attachment is gone. Status 409: the upload is not
    /// complete.</exception>
    public async Task GetAsync(HttpContext http, string id)
    {
        if (!await AuthorizeAsync(http, id)) return;
        var upload = await uploads.FindAsync(id, http.RequestAborted);
        if (!upload.IsComplete) throw new ProblemException(Problems.UploadIncomplete);
        http.Response.Headers.CacheControl = "no-store";
        await UploadResponseWriter.SendAsync(http, upload.Attachment ?? throw new ProblemException(Problems.UploadGone), StatusCodes.Status200OK);
    }

    private Task TusAsync(HttpContext http, string method, string id)
    {
        if (HttpMethods.IsPatch(method)) return tus.PatchAsync(http, id);
        if (HttpMethods.IsHead(method)) return tus.HeadAsync(http, id);
        if (HttpMethods.IsDelete(method)) return tus.DeleteAsync(http, id);
        throw NotAllowed(http);
    }

    private Task ResumableAsync(HttpContext http, string method, string id)
    {
        if (HttpMethods.IsPatch(method)) return resumable.PatchAsync(http, id);
        if (HttpMethods.IsHead(method)) return resumable.HeadAsync(http, id);
        if (HttpMethods.IsDelete(method)) return resumable.DeleteAsync(http, id);
        throw NotAllowed(http);
    }

    // Also for a client that is gone: what has arrived of it is to be stored. Returns false if the request was refused by a limit.
    private async Task<bool> AuthorizeAsync(HttpContext http, string id)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0) return limits.TryAddress(http);
        var caller = header.Count == 1 ? await authenticator.AuthenticateAsync(header.ToString(), CancellationToken.None) : null;
        if (caller is null)
        {
            await wrongCredentials.CountAsync(http);
            throw new ProblemException(Problems.InvalidCredentials);
        }

        if (!limits.TryKey(http, caller.KeyId)) return false;
        if (caller.AppId is not null && caller.AppId != (await uploads.FindAsync(id, CancellationToken.None)).AppId) throw new ProblemException(Problems.Forbidden);
        return true;
    }

    private static ProblemException NotAllowed(HttpContext http)
    {
        http.Response.Headers.Allow = Allow;
        return new ProblemException(Problems.MethodNotAllowed);
    }
}
