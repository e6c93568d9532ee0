using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>The description of the API: right, made once, and the same for everybody.</summary>
public sealed partial class ApiDescriptionTests : IAsyncLifetime
{
    private const string Document = "/openapi/v2.json";

    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.Settings["PublicBaseUrl"] = "https://chat.example.org/api/", TestContext.Current.CancellationToken);
        client = server.CreateAnonymousClient();
        client.BaseAddress = Listening.UrlOf(server);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Every_parameter_of_a_path_is_declared_exactly_once()
    {
        var document = await client.GetFromJsonAsync<JsonElement>(Document, TestContext.Current.CancellationToken);
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, Operation: operation))).ToList();

        Assert.True(operations.Count > 40, $"{operations.Count} operations");
        Assert.All(operations, pair =>
        {
            var template = Parameter().Matches(pair.Name).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal);
            var declared = pair.Operation.Value.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path" && one.GetProperty("required").GetBoolean()).Select(one => one.GetProperty("name").GetString()!)
                : [];
            Assert.Equal(template, declared.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public async Task Every_query_parameter_of_the_list_of_attachments_is_described()
    {
        var document = await client.GetFromJsonAsync<JsonElement>(Document, TestContext.Current.CancellationToken);
        var parameters = document.GetProperty("paths").GetProperty("/v2/apps/{appId}/attachments").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Where(one => one.GetProperty("in").GetString() == "query").ToList();

        Assert.Equal(
            ["filter[access]", "filter[conversationId]", "filter[createdAfter]", "filter[createdBefore]", "filter[mediaType]", "filter[name]", "page[after]", "page[before]", "page[size]"],
            parameters.Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(parameters, one => Assert.True(one.GetProperty("description").GetString()!.Length > 20));
    }

    [Fact]
    public async Task Every_parameter_of_a_query_is_described()
    {
        var document = await client.GetFromJsonAsync<JsonElement>(Document, TestContext.Current.CancellationToken);
        var parameters = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .SelectMany(operation => operation.Value.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default)
            .Where(one => one.GetProperty("in").GetString() == "query").ToList();

        Assert.True(parameters.Count > 40, $"{parameters.Count} parameters");
        Assert.All(parameters, one => Assert.True(one.GetProperty("description").GetString()!.Length > 15 && one.GetProperty("schema").TryGetProperty("type", out _), one.ToString()));
    }

    [Fact]
    public async Task Fields_of_all_types_of_integrations_are_described()
    {
        var schemas = (await client.GetFromJsonAsync<JsonElement>(Document, TestContext.Current.CancellationToken)).GetProperty("components").GetProperty("schemas");
        List<string> FieldsOf(string schema) => [.. schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name)];

        Assert.Empty(((string[])["id", "webhooks", "webhookSecret", "brandColor", "channelSecret", "attachmentsEnabled"]).Except(FieldsOf("Integration")));
        Assert.Empty(FieldsOf("Integration").Intersect(["token", "apiKey", "defaultResponderId"]));
        Assert.Empty(((string[])["token", "apiKey", "defaultResponderId", "prechatCapture"]).Except(FieldsOf("IntegrationCreateBody")));
        Assert.Empty(FieldsOf("IntegrationCreateBody").Intersect(["attachmentsEnabled", "webhookSecret"]));
        Assert.Empty(((string[])["displayName", "fromAddress", "brandColor"]).Except(FieldsOf("IntegrationUpdateBody")));
        Assert.Empty(FieldsOf("IntegrationUpdateBody").Intersect(["type", "token", "domain"]));
        var kinds = schemas.GetProperty("Integration").GetProperty("properties").GetProperty("pageId").GetProperty("type").EnumerateArray().Select(kind => kind.GetString()!);
        Assert.Equal(["number", "string"], kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Server_is_the_public_url_whatever_host_was_asked()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Document);
        request.Headers.Host = "evil.example";
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);
        Assert.Equal("https://chat.example.org/api", document.RootElement.GetProperty("servers").EnumerateArray().Single().GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/sc/openapi/v2.json")]
    [InlineData("/docs/")]
    [InlineData("/docs/scalar.js")]
    [InlineData("/docs/scalar.aspnetcore.js")]
    [InlineData("/docs/favicon.svg")]
    public async Task Answer_has_a_length_and_a_tag_that_saves_the_second_time(string path)
    {
        using var first = await client.GetAsync(path, TestContext.Current.CancellationToken);
        var bytes = await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, (long?)bytes.Length), (first.StatusCode, first.Content.Headers.ContentLength));
        Assert.True(bytes.Length > 100);

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, first.Content.Headers.ContentLength, first.Headers.ETag), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag));

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var known = await client.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Empty(await known.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        using var post = await client.PostAsync(path, null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Theory]
    [InlineData("/openapi/v3.json")]
    [InlineData("/docs/else.js")]
    [InlineData("/docsx")]
    public async Task Anything_else_is_not_there(string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    // Made for each request it took 40 ms of a processor: 400 requests took 16 s. Load of other programs does not count.
    [Fact]
    public async Task Document_is_made_once()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-description-").FullName;
        await using (var process = await ServerProcess.StartAsync(directory))
        {
            var before = process.CpuSeconds();
            await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, token) => await process.Client.GetByteArrayAsync(Document, token));
            var spent = process.CpuSeconds() - before;
            Assert.True(spent < 6, $"{spent} s");
        }

        Directory.Delete(directory, recursive: true);
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
