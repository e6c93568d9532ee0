namespace Parhelion.Cli.Tests;

/// <summary><c>ls attachments</c> and <c>stat ID</c> against a real server.</summary>
public sealed class AttachmentListTests() : ServerToolTests
{
    [Fact]
    public async Task Attachments_are_listed_newest_first_by_every_filter()
    {
        var picture = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];
        var text = (await Tool.RunAsync("upload", Tool.Sample("txt"), "--access", "private")).Good().Lines[0];

        Assert.Equal([text, picture], (await Tool.RunAsync("ls", "attachments", "--columns", "url")).Good().Lines);
        Assert.Equal([text], (await Tool.RunAsync("ls", "attachments", "--columns", "url", "-n", "1")).Good().Lines);
        Assert.Equal([picture], await UrlsAsync("--type", "image/*"));
        Assert.Equal([picture], await UrlsAsync("--name", "SAMPLE.P"));
        Assert.Equal([text], await UrlsAsync("--access", "private"));
        Assert.Equal([text, picture], await UrlsAsync("--created-after", "1h"));
        Assert.Empty(await UrlsAsync("--created-before", "1h"));
        Assert.Empty(await UrlsAsync("--conversation", "0123456789abcdef01234567"));
        Assert.Equal(5, (await Tool.RunAsync("ls", "attachments", "--conversation", "x")).ExitCode);
    }

    [Fact]
    public async Task What_is_listed_can_be_removed_through_a_pipe()
    {
        (await Tool.RunAsync("upload", Tool.Sample("png"))).Good();
        var urls = (await Tool.RunAsync("ls", "attachments", "--columns", "url")).Good().Output;

        (await Tool.RunAsync(System.Text.Encoding.UTF8.GetBytes(urls), "rm", "-")).Good();

        Assert.Empty((await Tool.RunAsync("ls", "attachments")).Good().Output);
    }

    [Fact]
    public async Task Stat_of_an_id_tells_what_keeps_the_attachment()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"), "--for", "message")).Good().Lines[0];
        var id = (await Tool.RunAsync("ls", "attachments", "--columns", "id")).Good().Lines[0];
        Assert.Equal([$"sample.png\t176\timage/png\t{url}", "pixels\t16x16", "held by\tapp"], await StatAsync(id));

        using var client = Server.CreateParhelionClient();
        var conversation = await client.Conversations.CreateConversationAsync(Server.AppId, new ConversationCreateBody { Type = ConversationTypes.SdkGroup });
        var message = (await client.Messages.PostMessageAsync(
            Server.AppId, conversation.Id, new MessagePostBody { Author = Author.OfBusiness(), Content = new ImageContent { MediaUrl = url } }))[0];

        Assert.Equal($"held by\tmessage\t{message.Id}\t{conversation.Id}", (await StatAsync(id))[2]);
        var json = Assert.Single((await Tool.RunAsync("stat", id, "--json")).Good().Json);
        Assert.Equal(message.Id, json.GetProperty("heldBy").GetProperty("messages")[0].GetProperty("id").GetString());
        await client.Messages.DeleteMessageAsync(Server.AppId, conversation.Id, message.Id);
        Assert.Equal(4, (await Tool.RunAsync("stat", id)).ExitCode);
    }

    [Fact]
    public async Task Pixels_and_seconds_are_shown()
    {
        foreach (var extension in (string[])["txt", "wav", "mp4"]) (await Tool.RunAsync("upload", Tool.Sample(extension))).Good();

        Assert.Equal(["sample.mp4\t64x48\t0.6", "sample.wav\t\t0.3", "sample.txt\t\t"], (await Tool.RunAsync("ls", "attachments", "--columns", "name,pixels,seconds")).Good().Lines);
        var id = (await Tool.RunAsync("ls", "attachments", "--columns", "id")).Good().Lines[0];
        Assert.Equal(["pixels\t64x48", "seconds\t0.6", "held by\tapp"], (await StatAsync(id))[1..]);
        var json = Assert.Single((await Tool.RunAsync("stat", id, "--json")).Good().Json);
        Assert.Equal((64, 48, 0.6), (json.GetProperty("width").GetInt32(), json.GetProperty("height").GetInt32(), json.GetProperty("duration").GetDouble()));
    }

    [Fact]
    public async Task Renditions_are_shown()
    {
        const string Picture = """
            "id":"0123456789abcdef01234567","mediaUrl":"http://x/a.png","mediaType":"image/png","fileName":"a.png","size":7,"sha256":"00","access":"public","createdAt":"2026-01-02T03:04:05Z",
            "renditions":{"thumbnail":"http://x/a.png?rendition=thumbnail","preview":"http://x/a.png?rendition=preview"},"placeholder":"1QcSHQRnh493V4dIh4eXh1h4kJUI"
            """;
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(
            http, 200, http.Request.Path.Value!.EndsWith("/attachments", StringComparison.Ordinal)
                ? $$$"""{"attachments":[{{{{Picture}}}}],"meta":{"hasMore":false}}"""
                : $$$$"""{"attachment":{{{{{Picture}}}},"heldBy":{"app":true}}}"""));
        using var tool = new Tool();
        server.Introduce(tool);

        Assert.Equal(["a.png\tthumbnail,preview"], (await tool.RunAsync("ls", "attachments", "--columns", "name,renditions")).Good().Lines);
        Assert.Equal(
            ["rendition\tthumbnail\thttp://x/a.png?rendition=thumbnail", "rendition\tpreview\thttp://x/a.png?rendition=preview", "held by\tapp"],
            (await tool.RunAsync("stat", "0123456789abcdef01234567")).Good().Lines[1..]);
        var json = Assert.Single((await tool.RunAsync("ls", "attachments", "--json")).Good().Json);
        Assert.Equal("1QcSHQRnh493V4dIh4eXh1h4kJUI", json.GetProperty("placeholder").GetString());
    }

    // Without the URLs of renditions, which depend on what is installed on the machine.
    private async Task<string[]> StatAsync(string id) =>
        [.. (await Tool.RunAsync("stat", id)).Good().Lines.Where(line => !line.StartsWith("rendition\t", StringComparison.Ordinal))];

    private async Task<string[]> UrlsAsync(params string[] filter) =>
        (await Tool.RunAsync(["ls", "attachments", "--columns", "url", .. filter])).Good().Lines;
}
