namespace Parhelion.Cli.Tests;

/// <summary>The commands for calls that only Parhelion has: <c>ls attachments</c>, <c>uploadlink</c> and <c>usage</c>.</summary>
public sealed class ExtensionTests
{
    private const string One =
        """{"id":"1","mediaUrl":"http://x/1","mediaType":"image/png","fileName":"a\u001b[2J.png","size":7,"sha256":"ab","access":"public","createdAt":"2026-05-01T00:00:00.000Z"}""";

    [Fact]
    public async Task Attachments_are_listed_over_all_pages()
    {
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(
            http, 200,
            http.Request.Query.ContainsKey("page[after]")
                ? $$$"""{"attachments":[{{{One.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)}}}],"meta":{"hasMore":false},"links":{}}"""
                : $$$"""{"attachments":[{{{One}}}],"meta":{"hasMore":true,"afterCursor":"c/1"},"links":{}}"""));
        using var tool = new Tool();
        server.Introduce(tool);

        var text = (await tool.RunAsync("ls", "attachments", "--type", "image/*", "--name", "a&b", "--created-after", "2026-01-01")).Good();

        Assert.Equal(["1\t2026-05-01T00:00:00.000Z\t7\timage/png\t\t\tpublic\ta [2J.png\thttp://x/1\t", "2\t2026-05-01T00:00:00.000Z\t7\timage/png\t\t\tpublic\ta [2J.png\thttp://x/1\t"], text.Lines);
        const string Filters = "GET /v2/apps/a1/attachments?filter[mediaType]=image/*&filter[name]=a%26b&filter[createdAfter]=2026-01-01T00:00:00.0000000Z";
        Assert.Equal([$"{Filters}&page[size]=100", $"{Filters}&page[after]=c/1&page[size]=100"], server.Requests.Select(Readable));
        var json = Assert.Single((await tool.RunAsync("ls", "attachments", "-n", "1", "--json")).Good().Json);
        Assert.Equal((7, "ab"), (json.GetProperty("size").GetInt32(), json.GetProperty("sha256").GetString()));
        Assert.Equal(["http://x/1\t1", "http://x/1\t2"], (await tool.RunAsync("ls", "attachments", "--columns", "url,id")).Good().Lines);
        var wrong = await tool.RunAsync("ls", "attachments", "--columns", "urls");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("Columns: id, created, size, type, pixels, seconds, access, name, url", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_link_says_what_it_allows()
    {
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(
            http, 201, """{"uploadLink":{"url":"http://x/uploads/t","expiresAt":"2026-05-01T00:00:00.000Z","maxUploads":3}}"""));
        using var tool = new Tool();
        server.Introduce(tool);

        var link = (await tool.RunAsync("uploadlink", "--expires", "15m", "--max-size", "2M", "--extension", ".png", "--extension", "jpg", "--uploads", "3")).Good();

        Assert.Equal("http://x/uploads/t\n", link.Output);
        Assert.Contains("3 uploads until 2026-05-01", link.Error, StringComparison.Ordinal);
        Assert.Equal(
            "POST /v2/apps/a1/attachments/uploadLinks\n{\"access\":\"public\",\"maxBytes\":2000000,\"extensions\":[\"png\",\"jpg\"],\"maxUploads\":3,\"expiresIn\":900}",
            Assert.Single(server.Requests));
        Assert.Equal(2, (await tool.RunAsync("uploadlink", "--expires", "2d")).ExitCode);
        Assert.Equal(2, (await tool.RunAsync("uploadlink", "--uploads", "101")).ExitCode);
    }

    [Fact]
    public async Task Usage_is_shown_by_type_and_by_day()
    {
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(
            http, 200,
            """
            {"usage":{"count":3,"bytes":300,"quotaBytes":1000,"byMediaType":[{"mediaType":"image/png","count":3,"bytes":300}],
             "byDay":[{"date":"2026-05-01","uploads":4,"uploadedBytes":400,"deletions":1,"deletedBytes":100}]}}
            """));
        using var tool = new Tool();
        server.Introduce(tool);

        var usage = (await tool.RunAsync("usage")).Good();
        Assert.Equal(["image/png\t3\t300", "total\t3\t300"], usage.Lines);
        Assert.Contains("300 B of 1.0 kB", usage.Error, StringComparison.Ordinal);
        Assert.Equal(["2026-05-01\t4\t400\t1\t100"], (await tool.RunAsync("usage", "--days")).Good().Lines);
        Assert.Equal(1000, (await tool.RunAsync("usage", "--json")).Good().Json[0].GetProperty("quotaBytes").GetInt32());
    }

    [Theory]
    [InlineData("This server does not support listing attachments", "ls", "attachments")]
    [InlineData("This server does not support upload links", "uploadlink")]
    [InlineData("This server does not support usage figures", "usage")]
    public async Task A_server_without_the_call_is_told_from_a_missing_app(string expected, params string[] arguments)
    {
        var code = "not_found";
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 404, $$$"""{"errors":[{"code":"{{{code}}}","title":"Gone fishing"}]}"""));
        using var tool = new Tool();
        server.Introduce(tool);

        var missing = await tool.RunAsync(arguments);
        Assert.Equal(4, missing.ExitCode);
        Assert.Contains(expected, missing.Error, StringComparison.Ordinal);

        code = ProblemCodes.AppNotFound;
        var app = await tool.RunAsync(arguments);
        Assert.Equal(4, app.ExitCode);
        Assert.Contains("404 Gone fishing", app.Error, StringComparison.Ordinal);
    }

    // Every escape but that of the ampersand in a value.
    private static string Readable(string target) => Uri.UnescapeDataString(target.Replace("%26", "%2526", StringComparison.Ordinal));
}
