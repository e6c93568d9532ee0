using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Parhelion.Server.Endpoints;

/// <summary>Holds the complete response for one path that <see cref="OpenApiMiddleware"/> serves. The response is generated once, cached in memory, and has a
/// strong ETag.</summary>
internal sealed class CachedOpenApiResponse
{
    private readonly int status;
    private readonly KeyValuePair<string, StringValues>[] headers;
    private readonly byte[] body;
    private readonly string etag;

    private CachedOpenApiResponse(int status, KeyValuePair<string, StringValues>[] headers, byte[] body)
    {
        this.status = status;
        this.headers = headers;
        this.body = body;
        etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
    }

    /// <summary>Makes a response by sending an internal request to the application. Nothing of a client's request gets into it.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="answer">The delegate that answers requests to the application.</param>
    /// <param name="path">The path to request.</param>
    /// <param name="isCompressed">Whether the body may be compressed with gzip.</param>
    public static async Task<CachedOpenApiResponse> MakeAsync(IServiceProvider services, RequestDelegate answer, string path, bool isCompressed)
    {
        await using var scope = services.CreateAsyncScope();
        // Without a pause threshold: the content is a file of this program, and it is read after all of it was written.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        (http.Request.Method, http.Request.Path, http.Request.Scheme, http.Request.Host) = (HttpMethods.Get, path, Uri.UriSchemeHttp, new HostString("localhost"));
        if (isCompressed) http.Request.Headers.AcceptEncoding = "gzip";
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(pipe.Writer.AsStream()));
        await answer(http);
        await http.Response.CompleteAsync();
        await pipe.Writer.CompleteAsync();
        var written = await pipe.Reader.ReadAsync();
        var made = new CachedOpenApiResponse(http.Response.StatusCode, [.. http.Response.Headers.Where(IsOfContent)], written.Buffer.ToArray());
        await pipe.Reader.CompleteAsync();
        return made;
    }

    /// <summary>Sends the response, or 304 when the client has it already.</summary>
    public async Task SendAsync(HttpContext http)
    {
        var response = http.Response;
        foreach (var (name, value) in headers) response.Headers[name] = value;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = etag;
        if (MatchesETag(http.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool IsOfContent(KeyValuePair<string, StringValues> header) =>
        header.Key.ToLowerInvariant() is "content-type" or "content-encoding" or "vary" or "location";

    private bool MatchesETag(StringValues given) =>
        status == StatusCodes.Status200OK && given.Any(line => line!.Split(',').Any(tag => tag.Trim() is var one && (one == "*" || one == etag || one == $"W/{etag}")));
}
