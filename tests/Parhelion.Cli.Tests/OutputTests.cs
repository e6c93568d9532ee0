using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Parhelion.Cli.Output;
using Parhelion.Tests;

namespace Parhelion.Cli.Tests;

/// <summary>What goes to stdout and stderr, and when.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[31m\r\nb\tc", "a [31m  b c")]
    [InlineData("a\u009b2Jb\u007fc", "a 2Jb c")]
    [InlineData("gpj.\u202eexe", "gpj. exe")]
    [InlineData("a\u2028b", "a b")]
    [InlineData("👩\u200d💻 é 名", "👩\u200d💻 é 名")]
    public void Text_of_others_neither_controls_the_terminal_nor_hides_its_direction(string text, string shown) => Assert.Equal(shown, TerminalText.Of(text));

    [Fact]
    public async Task A_url_is_printed_when_it_is_there()
    {
        using var gate = new SemaphoreSlim(0);
        await using var server = await FakeServer.StartAsync(async http =>
        {
            var name = (await http.Request.ReadFormAsync()).Files[0].FileName;
            if (name == "slow.png") await gate.WaitAsync(http.RequestAborted);
            await FakeServer.JsonAsync(http, 201, $$$"""{"attachment":{"mediaUrl":"http://x/{{{name}}}","mediaType":"image/png"}}""");
        });
        using var tool = new Tool();
        server.Introduce(tool);
        foreach (var name in (string[])["a.png", "slow.png", "b.png"]) tool.Sample("png", name);

        using var upload = tool.Start("upload", "a.png", "slow.png", "b.png");

        Assert.Equal("http://x/a.png", await upload.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        gate.Release();
        Assert.Equal("http://x/slow.png\nhttp://x/b.png\n", await upload.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Contains("3 files, 528 B in ", await upload.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_uploaded_before_an_interruption_is_printed()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals.");
        var started = new TaskCompletionSource();
        await using var server = await FakeServer.StartAsync(async http =>
        {
            var name = (await http.Request.ReadFormAsync()).Files[0].FileName;
            if (name == "slow.png") await started.Task;
            if (name == "slow.png") await Task.Delay(Timeout.Infinite, http.RequestAborted);
            await FakeServer.JsonAsync(http, 201, $$$"""{"attachment":{"mediaUrl":"http://x/{{{name}}}","mediaType":"image/png"}}""");
            started.TrySetResult();
        });
        using var tool = new Tool();
        server.Introduce(tool);
        foreach (var name in (string[])["slow.png", "b.png"]) tool.Sample("png", name);

        using var upload = tool.Start("upload", "slow.png", "b.png");
        Assert.StartsWith("b.png", await upload.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using (Process.Start("kill", ["-INT", $"{upload.Id}"])) { }

        Assert.Equal("http://x/b.png\n", await upload.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await upload.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(130, upload.ExitCode);
    }

    [Fact]
    public async Task Names_of_files_are_printed_without_control_characters_in_pipes_too()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows does not allow such names.");
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 415, """{"errors":[{"code":"x","title":"No\u001b[2J"}]}"""));
        using var tool = new Tool();
        server.Introduce(tool);
        tool.Sample("png", "a\u001b[31m\n.png");

        var upload = await tool.RunAsync("upload", "*.png");
        var dry = (await tool.RunAsync("upload", "*.png", "--dry-run")).Good();

        Assert.Equal("parhelion: a [31m .png: 415 No [2J\n", upload.Error);
        Assert.Equal("a [31m .png\n", dry.Output);
    }

    [Theory]
    [InlineData("upload - --name a.txt")]
    [InlineData("rm -")]
    [InlineData("get -")]
    [InlineData("login --key-id app_1 --no-check")]
    public async Task A_closed_standard_input_ends_the_command(string arguments)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no sh.");
        await using var server = await FakeServer.StartAsync(http => http.Response.WriteAsync(""));
        using var tool = new Tool();
        server.Introduce(tool);
        tool.Environment["PARHELION_KEY_SECRET"] = arguments.StartsWith("login", StringComparison.Ordinal) ? null : "secret";
        tool.Environment["PARHELION_KEY_ID"] = arguments.StartsWith("login", StringComparison.Ordinal) ? null : "app_1";

        using var shell = tool.StartShell($"{Tool.Program} {arguments} <&-");
        var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, shell.ExitCode);
        Assert.Contains("Standard input is closed.", error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("INT", "rm", "-")]
    [InlineData("HUP", "rm", "-")]
    [InlineData("HUP", "get", "-")]
    [InlineData("TERM", "upload", "-", "--name", "a.txt")]
    [InlineData("HUP", "upload", "-", "--name", "a.txt")]
    public async Task A_signal_ends_a_command_that_waits_for_its_input(string signal, params string[] arguments)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals.");
        var asked = new TaskCompletionSource();
        await using var server = await FakeServer.StartAsync(async http =>
        {
            asked.TrySetResult();
            if (http.Request.Path.Value!.EndsWith("/remove", StringComparison.Ordinal)) await FakeServer.JsonAsync(http, 200, "{}");
            else if (http.Request.Method == "GET") http.Response.StatusCode = 404;
            else await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        });
        using var tool = new Tool();
        server.Introduce(tool);

        using var process = tool.Start(arguments);
        await process.StandardInput.WriteLineAsync($"{server.Url}/one.png");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var watch = Stopwatch.StartNew();
        using (Process.Start("kill", [$"-{signal}", $"{process.Id}"])) { }
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Cancelled", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(watch.Elapsed < CommandLine.HangUp.TimeToTidyUp, $"The command ended after {watch.Elapsed}, because it was ended.");
    }

    [Theory]
    [InlineData("api GET apps >&-", 2, "parhelion: Standard output is closed.\n")]
    [InlineData("upload a.png >&-", 0, "a.png\t176\timage/png\n")]
    [InlineData("upload a.png 2>&-", 0, "")]
    [InlineData("uplaod 2>&-", 2, "")]
    [InlineData("uplaod >&- 2>&-", 2, "")]
    public async Task A_closed_output_is_never_written_to(string line, int code, string error)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no sh.");
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 201, """{"attachment":{"mediaUrl":"http://x/a.png","mediaType":"image/png"}}"""));
        using var tool = new Tool();
        server.Introduce(tool);
        tool.Sample("png", "a.png");

        using var shell = tool.StartShell($"{Tool.Program} {line}");
        Assert.Equal(error, await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(code, shell.ExitCode);
        Assert.Equal(code == 0 ? 1 : 0, server.Requests.Count);
    }

    [Fact]
    public async Task White_space_around_a_setting_of_the_environment_does_not_count()
    {
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 200, http.Request.Headers.Authorization == "Basic YXBwXzE6c2VjcmV0" ? "{}" : ""));
        using var tool = new Tool();
        server.Introduce(tool);
        foreach (var name in tool.Environment.Keys.Where(name => name.StartsWith("PARHELION_", StringComparison.Ordinal)).ToList())
        {
            if (tool.Environment[name] is { } value) tool.Environment[name] = $" {value}\r\n";
        }

        Assert.Equal("{}", (await tool.RunAsync("api", "GET", "apps/{appId}")).Good().Output);
        Assert.Equal(["GET /v2/apps/a1"], server.Requests);
    }

    [Fact]
    public async Task A_secret_can_come_from_a_command()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The command is one of sh.");
        await using var server = await FakeServer.StartAsync(http => FakeServer.JsonAsync(http, 200, http.Request.Headers.Authorization == "Basic YXBwXzE6c2VjcmV0" ? "{}" : ""));
        using var tool = new Tool();
        (await tool.RunAsync("login", "--host", server.Url, "--app", "a1", "--key-id", "app_1", "--secret-command", "echo secret; echo other", "--no-check")).Good();

        Assert.Equal("{}", (await tool.RunAsync("api", "GET", "apps/a1")).Good().Output);
        Assert.DoesNotContain("\"keySecret\"", await File.ReadAllTextAsync(tool.PathOf("config/parhelion/profiles.json")), StringComparison.Ordinal);
        (await tool.RunAsync("login", "--host", server.Url, "--app", "a1", "--key-id", "app_1", "--secret-command", "exit 3", "--no-check")).Good();
        var failed = await tool.RunAsync("api", "GET", "apps/a1");
        Assert.Equal(3, failed.ExitCode);
        Assert.Contains("exit code 3", failed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "The host 'nonsense' cannot be used. It must be an http or https URL")]
    [InlineData("https://x.example/v2", "Remove /v2 from its end")]
    [InlineData("https://a:b@x.example", "must not contain credentials")]
    public async Task Messages_have_no_names_of_the_client(string host, string expected)
    {
        using var tool = new Tool();
        (tool.Environment["PARHELION_KEY_ID"], tool.Environment["PARHELION_KEY_SECRET"], tool.Environment["PARHELION_APP_ID"]) = ("app_1", "s", "a");

        foreach (var command in (string[][])[["upload", tool.Sample("png", $"{Guid.NewGuid()}.png")], ["doctor"], ["api", "GET", "apps"], ["get", "http://x.example/a"]])
        {
            var outcome = await tool.RunAsync([.. command, "--host", host]);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains(expected, outcome.Output + outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("Parameter", outcome.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("ParhelionClient", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refused_extension_comes_with_those_that_are_allowed()
    {
        await using var server = await Testing.ParhelionServer.StartAsync();
        using var tool = new Tool(server);
        await File.WriteAllTextAsync(tool.PathOf("bad.exe"), "x");

        var error = (await tool.RunAsync("upload", "bad.exe")).Error;

        Assert.Contains(". Allowed: 3g2 3gp 7z ", error, StringComparison.Ordinal);
        var listed = File.ReadLines(Path.Combine(Repository.Root, "docs", "file-types.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(c => c == '|') == 5)
            .Select(line => line.Split('|')[1].Trim()).Where(name => name.Length is > 0 and < 8 && name != "extension").Order(StringComparer.Ordinal);
        Assert.Equal(listed, CommandLine.AllowedExtensions.All.Split(' '));
    }
}
