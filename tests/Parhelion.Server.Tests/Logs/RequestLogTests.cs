using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Logs;

/// <summary>The log of requests of the real program, as lines of JSON: what it has, and that nothing secret is in it.</summary>
public sealed partial class RequestLogTests : IDisposable
{
    private const string Mark = "hush5ecretMark";
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-log-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Each_request_is_one_object_with_its_route_and_its_ids()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Logging:Format=Json", "Logging:Requests=true");
        var (_, path) = await server.UploadAsync(new StringContent("hello"), "a.txt");
        using (var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/apps/{server.AppId}/attachments?page[size]=7"))
        {
            request.Headers.Add("X-Request-Id", "list-1");
            request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
            using var list = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        using (await server.Client.GetAsync(path, TestContext.Current.CancellationToken)) { }
        using (await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestContext.Current.CancellationToken)) { }
        using (await server.Client.GetAsync("/nowhere", TestContext.Current.CancellationToken)) { }
        using (var odd = new HttpRequestMessage(new HttpMethod(Mark), "/healthz")) using (await server.Client.SendAsync(odd, TestContext.Current.CancellationToken)) { }

        var lines = await RequestsAsync(server, 6);

        var upload = lines[0];
        Assert.Equal(("POST", "/v2/apps/{appId}/attachments/", 201), KindOf(upload));
        Assert.True(upload.GetProperty("RequestBytes").GetInt64() > 5);
        Assert.True(upload.GetProperty("ResponseBytes").GetInt64() > 5);
        Assert.True(upload.GetProperty("Milliseconds").GetDouble() > 0);
        Assert.StartsWith("app_", upload.GetProperty("KeyId").GetString(), StringComparison.Ordinal);
        Assert.False(upload.GetProperty("Aborted").GetBoolean());
        Assert.Equal(("GET", "/v2/apps/{appId}/attachments/", 200), KindOf(lines[1]));
        Assert.Equal(("list-1", Trace), (lines[1].GetProperty("RequestId").GetString(), lines[1].GetProperty("TraceId").GetString()));
        Assert.Equal(("GET", "/apps/{media}", 200), KindOf(lines[2]));
        Assert.Equal(5, lines[2].GetProperty("ResponseBytes").GetInt64());
        Assert.Equal(("HEAD", "/apps/{media}", 200), KindOf(lines[3]));
        Assert.Equal(0, lines[3].GetProperty("ResponseBytes").GetInt64());
        Assert.Equal(("GET", "unmatched", 404), KindOf(lines[4]));
        Assert.Equal("OTHER", lines[5].GetProperty("Method").GetString());
        Assert.DoesNotContain(Mark, server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_line_of_a_request_has_its_ids_in_a_scope()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Logging:Format=Json");
        server.Client.DefaultRequestHeaders.Add("X-Request-Id", "remove-1");
        server.Client.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        await DeleteUserAsync(server);

        var line = "";
        await Uploads.WaitAsync(() => (line = server.OutputLines.FirstOrDefault(text => text.Contains("remove-1", StringComparison.Ordinal)) ?? "").Length > 0, () => server.Output);

        var entry = JsonDocument.Parse(line).RootElement;
        Assert.EndsWith("Z", entry.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.Equal("Information", entry.GetProperty("LogLevel").GetString());
        var scope = entry.GetProperty("Scopes").EnumerateArray().Single(one => one.TryGetProperty("RequestId", out var id) && id.GetString() == "remove-1");
        Assert.Equal(Trace, scope.GetProperty("TraceId").GetString());
    }

    [Fact]
    public async Task Client_that_breaks_a_request_is_marked_and_is_no_error()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Logging:Format=Json", "Logging:Requests=true");
        using (var stop = new CancellationTokenSource())
        {
            using var form = new MultipartFormDataContent { { new StreamContent(new EndlessStream(stop)), "source", "a.txt" } };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Client.PostAsync($"/v2/apps/{server.AppId}/attachments?access=public", form, stop.Token));
        }

        var line = Assert.Single(await RequestsAsync(server, 1));

        Assert.Equal(("POST", "/v2/apps/{appId}/attachments/", 499), KindOf(line));
        Assert.True(line.GetProperty("Aborted").GetBoolean());
        Assert.All(server.OutputLines, text => Assert.Equal("Information", JsonDocument.Parse(text).RootElement.GetProperty("LogLevel").GetString()));
    }

    [Fact]
    public async Task Nothing_is_logged_of_requests_by_default()
    {
        await using var server = await ServerProcess.StartAsync(directory);
        for (var i = 0; i < 3; i++) using (await server.Client.GetAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken)) { }
        // This one is logged, so that the test knows when to look.
        await DeleteUserAsync(server);
        await Uploads.WaitAsync(() => server.Output.Contains("Deleted a user", StringComparison.Ordinal), () => server.Output);

        Assert.DoesNotContain("RequestLogMiddleware", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("aborted=", server.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Text")]
    public async Task No_route_logs_what_is_secret_or_of_a_user(string format)
    {
        await using var server = await ServerProcess.StartAsync(directory, $"Logging:Format={format}", "Logging:Requests=true");
        var secrets = new List<string> { Mark };
        var requests = await CallEveryRouteAsync(server);
        requests += await UseFilesAsync(server, secrets);

        var lines = await LinesAsync(server, requests, format);

        var log = string.Join('\n', lines);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
        // The text of the start, which has the first secrets, is on stderr with JSON only.
        if (format != "Json") return;
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "credentials.json"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(credentials.RootElement.GetProperty("app").GetProperty("secret").GetString()!, log, StringComparison.Ordinal);
    }

    // Every operation of the description, with the mark wherever a client can write; how many requests.
    private static async Task<int> CallEveryRouteAsync(ServerProcess server)
    {
        var document = await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v2.json", TestContext.Current.CancellationToken);
        var count = 1;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject().Select(operation => operation.Name.ToUpperInvariant()))
            {
                foreach (var app in (string[])[server.AppId, Mark])
                {
                    var target = Parameter().Replace(path.Name.Replace("{appId}", app, StringComparison.Ordinal), Mark);
                    // The app itself is needed for the other calls.
                    if (method == "DELETE" && target == $"/v2/apps/{server.AppId}") continue;
                    using var request = new HttpRequestMessage(new HttpMethod(method), $"{target}?x={Mark}&filter[name]={Mark}&page[after]={Mark}");
                    request.Headers.Add("X-Custom", Mark);
                    request.Headers.Add("Cookie", $"parhelion_media={Mark}");
                    request.Headers.Referrer = new Uri($"https://chat.example.org/{Mark}");
                    request.Headers.UserAgent.Add(new ProductInfoHeaderValue(Mark, "1"));
                    if (method is not ("GET" or "HEAD")) request.Content = JsonContent.Create(new { displayName = Mark, mediaUrl = $"https://{Mark}.example/{Mark}", type = Mark, paths = new[] { Mark } });
                    using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
                    count++;
                }
            }
        }

        return count;
    }

    // Files that exist, with all kinds of tokens; how many requests.
    private static async Task<int> UseFilesAsync(ServerProcess server, List<string> secrets)
    {
        var (client, app) = (server.Client, $"/v2/apps/{server.AppId}");
        using var anonymous = new HttpClient { BaseAddress = server.Url };
        var (_, path) = await server.UploadAsync(new StringContent("hello"), $"{Mark}.txt");
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "source", $"{Mark}.txt" } };
        using var uploaded = await client.PostAsync($"{app}/attachments?access=private", form, TestContext.Current.CancellationToken);
        var url = (await JsonAsync(uploaded)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
        using var signed = await client.PostAsJsonAsync($"{app}/attachments/links", new { mediaUrl = url, expiresIn = 600 }, TestContext.Current.CancellationToken);
        var link = (await JsonAsync(signed)).GetProperty("link").GetProperty("url").GetString()!;
        using var issued = await client.PostAsJsonAsync($"{app}/attachments/token", new { paths = new[] { $"/apps/{server.AppId}" } }, TestContext.Current.CancellationToken);
        var token = (await JsonAsync(issued)).GetProperty("tokens").EnumerateObject().Single().Value.GetString()!;
        using var made = await client.PostAsJsonAsync($"{app}/attachments/uploadLinks", new { access = "public" }, TestContext.Current.CancellationToken);
        var uploadLink = (await JsonAsync(made)).GetProperty("uploadLink").GetProperty("url").GetString()!;
        secrets.AddRange([path!.Split('/')[^2], new Uri(url).Segments[^2].TrimEnd('/'), link.Split("signature=")[1], token.Split('.')[2], new Uri(uploadLink).Segments[^1]]);

        using (await client.GetAsync(path, TestContext.Current.CancellationToken)) { }
        using (var read = await anonymous.GetAsync(link, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using (var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } })
        using (var read = await anonymous.SendAsync(request, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using (var create = new HttpRequestMessage(HttpMethod.Post, uploadLink))
        {
            create.Headers.Add("Tus-Resumable", "1.0.0");
            create.Headers.Add("Upload-Length", "5");
            create.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Mark}.txt"))}");
            using var created = await anonymous.SendAsync(create, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            secrets.Add(created.Headers.Location!.ToString().Split('/')[^1]);
            using var head = new HttpRequestMessage(HttpMethod.Head, created.Headers.Location) { Headers = { { "Tus-Resumable", "1.0.0" } } };
            using var offset = await anonymous.SendAsync(head, TestContext.Current.CancellationToken);
        }

        using var user = await client.PostAsJsonAsync($"{app}/users", new { externalId = Mark, profile = new { givenName = Mark } }, TestContext.Current.CancellationToken);
        using (await client.DeleteAsync($"{app}/users/{Mark}", TestContext.Current.CancellationToken)) { }
        Assert.Equal(200, await server.RemoveAsync(path));
        Assert.Equal(200, await server.RemoveAsync(new Uri(url).AbsolutePath));
        return 14;
    }

    private static async Task<List<JsonElement>> RequestsAsync(ServerProcess server, int count)
    {
        var lines = await LinesAsync(server, count, "Json");
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("EventId").GetInt32() == 2400).Select(line => line.GetProperty("State"))];
    }

    // All lines of stdout, once there are as many of requests. With JSON, each of them must be an object.
    private static async Task<IReadOnlyList<string>> LinesAsync(ServerProcess server, int count, string format)
    {
        bool IsRequest(string line) => line.Contains("RequestLogMiddleware", StringComparison.Ordinal);
        await Uploads.WaitAsync(() => server.OutputLines.Count(IsRequest) >= count, () => $"{server.OutputLines.Count(IsRequest)} of {count}: {server.Output}");
        Assert.Equal(count, server.OutputLines.Count(IsRequest));
        var lines = server.OutputLines;
        if (format == "Json") Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        return lines;
    }

    private static (string? Method, string? Route, int Status) KindOf(JsonElement line) =>
        (line.GetProperty("Method").GetString(), line.GetProperty("Route").GetString(), line.GetProperty("Status").GetInt32());

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private static async Task DeleteUserAsync(ServerProcess server)
    {
        using var created = await server.Client.PostAsJsonAsync($"/v2/apps/{server.AppId}/users", new { externalId = "somebody" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var deleted = await server.Client.DeleteAsync($"/v2/apps/{server.AppId}/users/somebody", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
    }

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    // Bytes for ever; the request is cancelled after some of them were read.
    private sealed class EndlessStream(CancellationTokenSource stop) : Stream
    {
        private int reads;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            if (++reads == 20) stop.Cancel();
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
