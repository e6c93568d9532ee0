using System.Collections.Concurrent;

namespace Parhelion.Server.Endpoints;

/// <summary>Serves the OpenAPI document and the web page to browse the document. The middleware generates each response at the first request for it, and then
/// caches the response.</summary>
/// <remarks>The cache is needed because generating a response takes 40 ms of CPU time, and anybody may request it. For each path in <see cref="Paths"/>, the
/// cache has at most two responses: one for clients that accept gzip, and one for other clients. All responses together take about 7 MB. The middleware also
/// builds the application that generates the responses only at the first request. Most servers never need this application, and it takes a twentieth of an idle
/// server's memory.</remarks>
internal sealed class OpenApiMiddleware(RequestDelegate next, IServiceProvider server, IHostApplicationLifetime lifetime)
{
    private const string Gzip = "gzip";

    // All paths that are served; other requests go to the next middleware. The longest response is a script of the page, 5 MB.
    private static readonly string[] Paths = ["/openapi/v2.json", "/docs", "/docs/", "/docs/scalar.js", "/docs/scalar.aspnetcore.js", "/docs/favicon.svg"];

    private readonly ConcurrentDictionary<(string Path, bool IsCompressed), Lazy<Task<CachedOpenApiResponse>>> answers = new();
    private readonly Lazy<(ServiceProvider Services, RequestDelegate Answer)> description = new(() =>
    {
        var made = OpenApiApplicationFactory.Make(server);
        lifetime.ApplicationStopped.Register(made.Services.Dispose);
        return made;
    });

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!request.Path.HasValue || Array.Find(Paths, known => known.Equals(request.Path.Value, StringComparison.OrdinalIgnoreCase)) is not { } path) return next(http);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return AnswerAsync(http, path);
        http.Response.Headers.Allow = "GET, HEAD";
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext http, string path)
    {
        var key = (path, TakesGzip(http.Request));
        var making = answers.GetOrAdd(key, asked => new Lazy<Task<CachedOpenApiResponse>>(() => Task.Run(() => MakeAsync(asked.Path, asked.IsCompressed))));
        CachedOpenApiResponse answer;
        try
        {
            answer = await making.Value.WaitAsync(http.RequestAborted);
        }
        catch (Exception) when (making.Value.IsFaulted)
        {
            // The next request makes the response again.
            answers.TryRemove(new(key, making));
            throw;
        }

        await answer.SendAsync(http);
    }

    private Task<CachedOpenApiResponse> MakeAsync(string path, bool isCompressed) =>
        CachedOpenApiResponse.MakeAsync(description.Value.Services, description.Value.Answer, path, isCompressed);

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);
}
