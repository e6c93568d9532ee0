using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>JSON bodies, limits, the envelope, request ids, and what operators ask for.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        client = server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    public static TheoryData<string, int, string> Bodies { get; } = new()
    {
        { "", 400, "Invalid JSON" },
        { "[]", 400, "JSON object" },
        { "null", 400, "JSON object" },
        { "{\"mediaUrl\":1}", 400, "'mediaUrl' should be string" },
        { "{\"mediaUrl\":null}", 400, "'mediaUrl' should be string" },
        { "{}", 400, "should have required property 'mediaUrl'" },
        { "{\"mediaUrl\":\"a\",\"mediaUrl\":\"b\"}", 400, "duplicate" },
        { "{\"mediaUrl\":\"a\"} trailing", 400, "Invalid JSON" },
        { "\uFEFF{\"mediaUrl\":\"a\"}", 400, "'mediaUrl' should be a URL" },
        { "\uFEFF\uFEFF{\"mediaUrl\":\"a\"}", 400, "Invalid JSON" },
        { "{\"a\":" + new string('[', 100) + new string(']', 100) + "}", 400, "Invalid JSON" },
        { "{\"mediaUrl\":\"\\ud800\"}", 400, "mediaUrl" },
        { "{\"mediaUrl\":\"" + new string('x', 102_400) + "\"}", 413, "102400" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Bad_json_gets_a_clear_title(string body, int status, string title) =>
        await AssertJsonRefusedAsync(Encoding.UTF8.GetBytes(body), status, title);

    [Fact]
    public async Task Invalid_utf8_is_refused() =>
        await AssertJsonRefusedAsync([.. "{\"unknown\":\""u8, 0xFF, 0xFE, .. "\"}"u8], 400, "Invalid JSON: the body is not UTF-8");

    [Fact]
    public async Task Unknown_members_are_ignored()
    {
        using var response = await client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/attachments/remove", new { mediaUrl = "https://elsewhere.example/x", more = new[] { 1 } }, TestContext.Current.CancellationToken);
        Assert.Contains("Unsupported media URL", await Uploads.TitleOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_of_another_type_is_refused()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "text/plain");
        using var response = await client.PostAsync($"/v2/apps/{server.AppId}/attachments/remove", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/v2/nowhere", 404)]
    [InlineData("GET", "/v3/apps", 404)]
    [InlineData("PUT", "/v2/apps", 405)]
    [InlineData("DELETE", "/healthz", 405)]
    public async Task Whatever_is_refused_has_the_envelope_and_a_request_id(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await Uploads.TitleOfAsync(response));
        Assert.Single(response.Headers.GetValues("X-Request-Id"));
        if (status == 405) Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Large_targets_and_headers_are_refused()
    {
        using var longTarget = await client.GetAsync("/v2/apps?x=" + new string('x', 9000), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, longTarget.StatusCode);
        Assert.NotEmpty(await Uploads.TitleOfAsync(longTarget));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        for (var i = 0; i < 150; i++) request.Headers.Add($"X-{i}", "y");
        using var manyHeaders = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(431, (int)manyHeaders.StatusCode);
    }

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    public async Task Plain_request_id_is_taken_over(string given, bool isTaken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.TryAddWithoutValidation("X-Request-Id", given);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(isTaken, response.Headers.GetValues("X-Request-Id").Single() == given);
    }

    [Fact]
    public async Task Json_content_type_without_a_body_is_no_fault()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/apps/{server.AppId}") { Content = new ByteArrayContent([]) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Api_description_names_every_route()
    {
        using var anonymous = server.CreateAnonymousClient();
        var document = await anonymous.GetFromJsonAsync<JsonElement>("/openapi/v2.json", TestContext.Current.CancellationToken);
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}"))
            .Order(StringComparer.Ordinal).ToList();
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("v2", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(method => method != "OPTIONS").Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/').Replace(":length(24)", "", StringComparison.Ordinal)}"))
            .Order(StringComparer.Ordinal).ToList();

        Assert.True(mapped.Count > 8, $"{mapped.Count} routes");
        Assert.Subset(described.ToHashSet(StringComparer.Ordinal), mapped.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Api_description_takes_no_service_of_the_server_for_a_body()
    {
        using var anonymous = server.CreateAnonymousClient();
        var paths = (await anonymous.GetFromJsonAsync<JsonElement>("/openapi/v2.json", TestContext.Current.CancellationToken)).GetProperty("paths");

        Assert.All(paths.EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)), path =>
            Assert.False(path.Value.GetProperty("get").TryGetProperty("requestBody", out _), path.Name));
        Assert.Contains("/AppCreateBody\"", paths.GetProperty("/v2/apps").GetProperty("post").GetProperty("requestBody").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_of_the_server_tells_its_request_id_and_nothing_else()
    {
        await using var broken = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => new BrokenBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os))),
            TestContext.Current.CancellationToken);
        using var response = await Uploads.PostAsync(broken, new ByteArrayContent(Uploads.Png), "a.png");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var id = response.Headers.GetValues("X-Request-Id").Single();
        Assert.Equal(
            $$$"""{"errors":[{"code":"internal_error","title":"Internal error; request id {{{id}}}"}]}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Http2_gets_the_same_answers_with_many_streams_at_once()
    {
        await using var h2 = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Kestrel:EndpointDefaults:Protocols"] = "Http2";
                options.Settings["Limits:UploadBytes"] = "100000";
            },
            TestContext.Current.CancellationToken);
        using var http2 = h2.CreateClient();
        http2.DefaultRequestVersion = HttpVersion.Version20;
        http2.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(async index =>
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', index % 5 == 0 ? 100_001 : 1 + (index * 1000)))), "source", index % 7 == 3 ? "a.exe" : "a.txt" } };
            using var response = await http2.PostAsync(Uploads.PathOf(h2), form, TestContext.Current.CancellationToken);
            return (int)response.StatusCode == (index % 7 == 3 ? 415 : index % 5 == 0 ? 413 : 201);
        }));

        Assert.DoesNotContain(false, statuses);
    }

    private async Task AssertJsonRefusedAsync(byte[] body, int status, string title)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await client.PostAsync($"/v2/apps/{server.AppId}/attachments/remove", content, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(title, await Uploads.TitleOfAsync(response), StringComparison.Ordinal);
    }
}
