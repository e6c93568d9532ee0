namespace Parhelion.Cli.Tests;

/// <summary><c>upload</c>, <c>get</c> and <c>rm</c>.</summary>
public sealed class FileCommandTests : ServerToolTests
{
    [Fact]
    public async Task A_file_is_uploaded_fetched_and_removed()
    {
        var upload = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good();
        var url = Assert.Single(upload.Lines);
        Assert.StartsWith($"{Server.Url}apps/{Server.AppId}/", url, StringComparison.Ordinal);
        Assert.Equal("sample.png\t176\timage/png\n", upload.Error);

        var get = (await Tool.RunAsync("get", url, "-o", "copy.png")).Good();
        Assert.Equal(("copy.png\n", ""), (get.Output, get.Error));
        Assert.Equal(await File.ReadAllBytesAsync(Tool.PathOf("sample.png")), await File.ReadAllBytesAsync(Tool.PathOf("copy.png")));

        Assert.Equal($"{url}\n", (await Tool.RunAsync("rm", url)).Good().Output);

        var again = await Tool.RunAsync("rm", url);
        Assert.Equal((4, ""), (again.ExitCode, again.Output));
        Assert.Contains("Attachment not found", again.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await Tool.RunAsync("get", url)).ExitCode);
    }

    [Fact]
    public async Task Patterns_and_several_files_come_out_in_their_order()
    {
        foreach (var name in (string[])["b.png", "a.png", "c.png"]) Tool.Sample("png", name);
        Tool.Sample("pdf", "d.pdf");

        var upload = (await Tool.RunAsync("upload", "d.pdf", "*.png", "--quiet")).Good();

        Assert.Equal(["d.pdf", "a.png", "b.png", "c.png"], upload.Lines.Select(line => line.Split('/')[^1]));
        Assert.Empty(upload.Error);
    }

    [Fact]
    public async Task One_file_that_fails_does_not_stop_the_others()
    {
        File.WriteAllText(Tool.PathOf("bad.exe"), "x");

        var upload = await Tool.RunAsync("upload", Tool.Sample("png"), "bad.exe", Tool.Sample("gif"));
        Assert.Equal((5, 2), (upload.ExitCode, upload.Lines.Length));
        Assert.Contains("parhelion: bad.exe: 415 File rejected. File extension not allowed", upload.Error, StringComparison.Ordinal);

        var json = await Tool.RunAsync("upload", "sample.png", "bad.exe", "--json");
        Assert.Equal((5, 2), (json.ExitCode, json.Json.Count));
        Assert.Equal(("image/png", 176), (json.Json[0].GetProperty("mediaType").GetString(), json.Json[0].GetProperty("size").GetInt32()));
        var error = json.Json[1].GetProperty("error");
        Assert.Equal((415, "unsupported_media_type"), (error.GetProperty("status").GetInt32(), error.GetProperty("errors")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Pipes_work_on_both_sides()
    {
        var bytes = await File.ReadAllBytesAsync(Tool.PathOf(Tool.Sample("png")));

        var url = (await Tool.RunAsync(bytes, "upload", "-", "--name", "piped.png")).Good().Lines[0];
        Assert.EndsWith("/piped.png", url, StringComparison.Ordinal);
        (await Tool.RunAsync("get", url, "-o", "back.png")).Good();
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Tool.PathOf("back.png")));

        var second = (await Tool.RunAsync("upload", "sample.png")).Good().Lines[0];
        var removed = (await Tool.RunAsync(System.Text.Encoding.UTF8.GetBytes($"{url}\n\n{second}\n"), "rm", "-")).Good();
        Assert.Equal([url, second], removed.Lines);
    }

    [Fact]
    public async Task A_download_takes_its_own_name_and_replaces_nothing()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"), "--name", "Résumé 1.png")).Good().Lines[0];

        Assert.Equal("Résumé 1.png\n", (await Tool.RunAsync("get", url)).Good().Output);
        var twice = await Tool.RunAsync("get", url);
        Assert.Equal(2, twice.ExitCode);
        Assert.Contains("--force", twice.Error, StringComparison.Ordinal);
        (await Tool.RunAsync("get", url, "--force")).Good();
        Assert.Empty(Directory.EnumerateFiles(Tool.PathOf(""), "*.part"));
    }

    // By a link: were the device replaced, every other program would lose it.
    [Fact]
    public async Task A_download_is_written_into_a_device_and_does_not_replace_it()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no devices to write into.");
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];
        File.CreateSymbolicLink(Tool.PathOf("nothing"), "/dev/null");

        (await Tool.RunAsync("get", url, "-o", "nothing")).Good();
        (await Tool.RunAsync("get", url, "-o", "nothing", "--force")).Good();

        Assert.Equal("/dev/null", new FileInfo(Tool.PathOf("nothing")).LinkTarget);
    }

    [Fact]
    public async Task An_upload_for_a_message_dies_with_its_conversation()
    {
        using var client = Server.CreateParhelionClient();
        var user = await client.Users.CreateUserAsync(Server.AppId, new UserCreateBody());
        var group = await client.Conversations.CreateConversationAsync(Server.AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.SdkGroup,
            Participants = [new ParticipantJoinBody { UserId = user.Id, SubscribeSDKClient = false }],
        });
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"), "--for", "message", "--conversation", group.Id)).Good().Lines[0];

        await client.Conversations.DeleteConversationAsync(Server.AppId, group.Id);

        Assert.Equal(4, (await Tool.RunAsync("get", url)).ExitCode);
    }
}
