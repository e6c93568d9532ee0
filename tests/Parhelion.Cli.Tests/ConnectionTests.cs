using System.Text;
using Parhelion.Testing;

namespace Parhelion.Cli.Tests;

/// <summary>Credentials, profiles, the doctor, and what the tool says when something is not right.</summary>
public sealed class ConnectionTests
{
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Login_keeps_a_key_for_its_owner_alone_and_the_environment_wins()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var tool = new Tool();
        var login = (await tool.RunAsync(
            Encoding.UTF8.GetBytes($"{server.AppKeySecret}\n"), "login", "--host", server.Url.AbsoluteUri, "--app", server.AppId, "--key-id", server.AppKeyId)).Good();
        Assert.Equal("default\n", login.Output);
        var file = tool.PathOf("config/parhelion/profiles.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        (await tool.RunAsync("upload", tool.Sample("png"))).Good();
        Assert.DoesNotContain(server.AppKeySecret, (await tool.RunAsync("profiles", "list", "--json")).Good().Output, StringComparison.Ordinal);

        tool.Environment["PARHELION_KEY_ID"] = server.AppKeyId;
        Assert.Equal(2, (await tool.RunAsync("upload", "sample.png")).ExitCode);
        tool.Environment["PARHELION_KEY_SECRET"] = "wrong";
        Assert.Equal(3, (await tool.RunAsync("upload", "sample.png")).ExitCode);
        (tool.Environment["PARHELION_KEY_ID"], tool.Environment["PARHELION_KEY_SECRET"]) = (null, null);

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var open = await tool.RunAsync("upload", "sample.png");
        Assert.Equal(2, open.ExitCode);
        Assert.Contains("chmod 600", open.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await tool.RunAsync("profiles", "delete", "default")).Good();
        Assert.Equal(2, (await tool.RunAsync("upload", "sample.png")).ExitCode);
    }

    [Fact]
    public async Task Login_with_a_wrong_secret_keeps_nothing()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var tool = new Tool();

        var login = await tool.RunAsync("wrong\n"u8.ToArray(), "login", "--host", server.Url.AbsoluteUri, "--app", server.AppId, "--key-id", server.AppKeyId);

        Assert.Equal(3, login.ExitCode);
        Assert.False(File.Exists(tool.PathOf("config/parhelion/profiles.json")));
    }

    [Fact]
    public async Task A_token_opens_the_api()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var tool = new Tool(server);

        var token = (await tool.RunAsync("token", "--lifetime", "60")).Good().Lines[0];

        using var http = server.CreateAnonymousClient();
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(200, (int)(await http.GetAsync("/v2/tokenInfo")).StatusCode);
        Assert.Equal("app", (await tool.RunAsync("token", "--json")).Good().Json[0].GetProperty("scope").GetString());
    }

    [Fact]
    public async Task The_doctor_finds_a_healthy_server_healthy()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var tool = new Tool(server);

        var doctor = (await tool.RunAsync("doctor", "--json")).Good();

        Assert.Equal(["settings", "host", "clock", "credentials", "upload", "read", "remove", "gone"], doctor.Json.Select(check => check.GetProperty("check").GetString()));
        Assert.All(doctor.Json, check => Assert.True(check.GetProperty("ok").GetBoolean()));
        using var client = server.CreateParhelionClient();
        Assert.Equal(1, await client.Attachments.ListReceiptsAsync(server.AppId).CountAsync());
    }

    [Fact]
    public async Task The_doctor_says_what_is_wrong()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var tool = new Tool(server);

        tool.Environment["PARHELION_KEY_SECRET"] = "wrong";
        var key = await tool.RunAsync("doctor");
        Assert.Equal((3, "FAIL\tcredentials"), (key.ExitCode, string.Join('\t', key.Lines[^1].Split('\t')[..2])));

        tool.Environment["PARHELION_HOST"] = $"{server.Url}nowhere";
        var path = await tool.RunAsync("doctor");
        Assert.Equal((1, "FAIL\thost"), (path.ExitCode, string.Join('\t', path.Lines[^1].Split('\t')[..2])));

        await server.StopAsync();
        tool.Environment["PARHELION_HOST"] = server.Url.AbsoluteUri;
        var nobody = await tool.RunAsync("doctor");
        Assert.Equal((6, "FAIL\thost"), (nobody.ExitCode, string.Join('\t', nobody.Lines[^1].Split('\t')[..2])));
    }

    [Theory]
    [InlineData(2, "upload")]
    [InlineData(2, "uplaod", "a.png")]
    [InlineData(2, "upload", "missing.png", "--app", "a")]
    [InlineData(2, "upload", "-", "--app", "a")]
    [InlineData(2, "upload", "x.png", "--host", "nonsense", "--app", "a")]
    [InlineData(2, "ls", "receipts", "--profile", "nobody")]
    [InlineData(3, "ls", "receipts", "--app", "a")]
    [InlineData(2, "completion", "tcsh")]
    public async Task A_wrong_command_line_says_so_on_stderr_alone(int code, params string[] arguments)
    {
        using var tool = new Tool();
        tool.Sample("png", "x.png");
        if (arguments.Contains("nonsense")) (tool.Environment["PARHELION_KEY_ID"], tool.Environment["PARHELION_KEY_SECRET"]) = ("app_1", "secret");

        var outcome = await tool.RunAsync(arguments);

        Assert.Equal((code, ""), (outcome.ExitCode, outcome.Output.Trim()));
        Assert.NotEmpty(outcome.Error);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shell_is_told_how_to_complete()
    {
        using var tool = new Tool();
        Assert.Contains("complete -o default -F _parhelion parhelion", (await tool.RunAsync("completion", "bash")).Good().Output, StringComparison.Ordinal);
        Assert.Contains("upload", (await tool.RunAsync("[suggest:12]", "parhelion up")).Good().Lines);
        Assert.Contains("--conversation", (await tool.RunAsync("[suggest:21]", "parhelion upload --co")).Good().Lines);
    }
}
