using System.Collections.Concurrent;

namespace Parhelion.Server.Endpoints;

/// <summary>Answers those who ask how the API is described. Each answer is made once, for the first who asks, and kept: to make the document takes 40 ms of
/// a processor, and anybody may ask. What makes them is made then as well: most servers are never asked, and it would be a twentieth of an idle one's
/// memory. There are as many answers as <see cref="Paths"/>, twice: about 7 MB.</summary>
internal sealed class ApiDescriptionMiddleware(RequestDelegate next, IServiceProvider server, IHostApplicationLifetime lifetime)
{
    private const string Gzip = "gzip";

    // Everything that there is; all else is unknown to the API. The longest is a script of the page, of 5 MB.
    private static readonly string[] Paths = ["/openapi/v2.json", "/docs", "/docs/", "/docs/scalar.js", "/docs/scalar.aspnetcore.js", "/docs/favicon.svg"];

    private readonly ConcurrentDictionary<(string Path, bool IsCompressed), Lazy<Task<ApiDescriptionResponse>>> answers = new();
    private readonly Lazy<(ServiceProvider Services, RequestDelegate Answer)> description = new(() =>
    {
        var made = ApiDescription.Make(server);
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
        var making = answers.GetOrAdd(key, asked => new Lazy<Task<ApiDescriptionResponse>>(() => Task.Run(() => MakeAsync(asked.Path, asked.IsCompressed))));
        ApiDescriptionResponse answer;
        try
        {
            answer = await making.Value.WaitAsync(http.RequestAborted);
        }
        catch (Exception) when (making.Value.IsFaulted)
        {
            // The next one who asks has it made again.
            answers.TryRemove(new(key, making));
            throw;
        }

        await answer.SendAsync(http);
    }

    private Task<ApiDescriptionResponse> MakeAsync(string path, bool isCompressed) =>
        ApiDescriptionResponse.MakeAsync(description.Value.Services, description.Value.Answer, path, isCompressed);

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0);
}
