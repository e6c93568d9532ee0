using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parhelion.Client.Tests;

/// <summary>A server that takes one resumable upload as the draft of the IETF says, and forms. It fails as a test says.</summary>
internal sealed class DraftServer : IAsyncDisposable
{
    public const string Uploaded = """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""";
    public const string Secret = "q7upload-id-that-nobody-may-see";

    private readonly ConcurrentQueue<string> requests = new();
    private readonly Func<Call, Task<bool>> fault;
    private StubHost host = null!;
    private MemoryStream stored = new();
    private long length;

    private DraftServer(Func<Call, Task<bool>> fault) => this.fault = fault;

    public string Url => host.Url;

    /// <summary>The requests so far: the method, and for <c>PATCH</c> the offset. A form is <c>FORM</c>.</summary>
    public string[] Requests => [.. requests];

    public byte[] Stored => stored.ToArray();

    public bool IsComplete { get; private set; }

    /// <summary>Number of bytes of files that came, all requests together.</summary>
    public long Received { get; private set; }

    /// <summary>The headers of the last request of each method.</summary>
    public ConcurrentDictionary<string, IHeaderDictionary> Headers { get; } = new();

    /// <summary>Where uploads are created. Default: on this host.</summary>
    public string? UploadHost { get; set; }

    public string? Limits { get; set; }

    /// <param name="fault">Answers a request instead of the server; <c>false</c> lets the server answer.</param>
    public static async Task<DraftServer> StartAsync(Func<Call, Task<bool>>? fault = null)
    {
        var server = new DraftServer(fault ?? (_ => Task.FromResult(false)));
        server.host = await StubHost.StartAsync(server.AnswerAsync);
        return server;
    }

    public ParhelionClient Client(Action<ParhelionClientOptions>? configure = null)
    {
        var options = new ParhelionClientOptions
        {
            Host = new Uri(Url),
            Credentials = ParhelionCredentials.Basic("app_1", "s3cret"),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            ResumableUploadThreshold = 100_000,
        };
        configure?.Invoke(options);
        return new ParhelionClient(options);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        var isForm = request.ContentType?.StartsWith("multipart/", StringComparison.Ordinal) == true;
        var name = isForm ? "FORM" : request.Method == "PATCH" ? $"PATCH {request.Headers["Upload-Offset"]}" : request.Method;
        requests.Enqueue(name);
        Headers[isForm ? "FORM" : request.Method] = new HeaderDictionary(request.Headers.ToDictionary());
        if (request.Method == "PATCH" && request.Headers["Upload-Offset"] != $"{stored.Length}")
        {
            response.StatusCode = 409;
            Tell(response);
            return;
        }

        if (await fault(new Call(this, http, requests.Count(other => other.Split(' ')[0] == name.Split(' ')[0])))) return;
        switch (isForm ? "FORM" : request.Method)
        {
            case "OPTIONS":
                response.Headers["Accept-Patch"] = "text/plain, application/partial-upload;q=1";
                if (Limits is not null) response.Headers["Upload-Limit"] = Limits;
                break;
            case "POST":
                (length, stored, IsComplete) = (long.Parse(request.Headers["Upload-Length"]!, CultureInfo.InvariantCulture), new MemoryStream(), false);
                response.StatusCode = 201;
                response.Headers.Location = UploadHost is null ? $"/uploads/{Secret}" : $"{UploadHost}/uploads/{Secret}";
                break;
            case "HEAD":
                response.StatusCode = 204;
                Tell(response);
                break;
            case "PATCH":
                await AppendAsync(http);
                break;
            case "GET":
                await response.WriteAsync(Uploaded);
                break;
            default:
                await request.Body.CopyToAsync(Stream.Null);
                response.StatusCode = 201;
                await response.WriteAsync(Uploaded);
                break;
        }
    }

    private async Task AppendAsync(HttpContext http)
    {
        await TakeAsync(http, long.MaxValue);
        IsComplete = http.Request.Headers["Upload-Complete"] == "?1" && stored.Length == length;
        Tell(http.Response);
        http.Response.StatusCode = IsComplete ? 201 : 204;
        if (IsComplete) await http.Response.WriteAsync(Uploaded);
    }

    private void Tell(HttpResponse response)
    {
        response.Headers["Upload-Offset"] = $"{stored.Length}";
        response.Headers["Upload-Complete"] = IsComplete ? "?1" : "?0";
        response.Headers["Upload-Length"] = $"{length}";
    }

    private async Task TakeAsync(HttpContext http, long count)
    {
        var buffer = new byte[64 * 1024];
        while (count > 0 && await http.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count))) is > 0 and var read)
        {
            await stored.WriteAsync(buffer.AsMemory(0, read));
            (count, Received) = (count - read, Received + read);
        }
    }

    /// <summary>A request that a test may answer.</summary>
    /// <param name="Server">The server.</param>
    /// <param name="Http">The request.</param>
    /// <param name="Number">Number of the request among those of its method, from 1 on.</param>
    internal sealed record Call(DraftServer Server, HttpContext Http, int Number)
    {
        public string Method => Http.Request.ContentType?.StartsWith("multipart/", StringComparison.Ordinal) == true ? "FORM" : Http.Request.Method;

        /// <summary>Whether this is one of the first requests of a method.</summary>
        public bool Is(string method, int upTo = int.MaxValue) => Method == method && Number <= upTo;

        /// <summary>Stores the next bytes of the request, and closes the connection.</summary>
        public async Task<bool> CutAfterAsync(long bytes)
        {
            await Server.TakeAsync(Http, bytes);
            Http.Abort();
            return true;
        }

        /// <summary>Stores the next bytes of the request, and answers with a status.</summary>
        public async Task<bool> SaysAsync(int status, long afterBytes = 0, params (string Name, string Value)[] headers)
        {
            await Server.TakeAsync(Http, afterBytes);
            Http.Response.StatusCode = status;
            foreach (var (name, value) in headers) Http.Response.Headers[name] = value;
            if (status >= 400) Http.Response.Headers["X-Request-Id"] = "7f";
            if (status >= 400 && !HttpMethods.IsHead(Method)) await Http.Response.WriteAsync("""{"errors":[{"code":"refused","title":"Refused"}]}""");
            return true;
        }

        /// <summary>Answers as a proxy does that has lost its server.</summary>
        public Task<bool> SaysAsProxyAsync(int status)
        {
            Http.Response.StatusCode = status;
            return Task.FromResult(true);
        }

        /// <summary>Completes the upload, and closes the connection before the answer.</summary>
        public async Task<bool> LosesAnswerAsync(bool isCut = true)
        {
            await Server.TakeAsync(Http, long.MaxValue);
            Server.IsComplete = true;
            if (isCut) Http.Abort();
            return true;
        }
    }
}
