using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Parhelion.Cli.Tests;

/// <summary>Several downloads into the same place, special places, and servers that say one thing and send another.</summary>
public sealed class GetTargetTests : IAsyncLifetime
{
    private const int Large = 1_000_000;

    private readonly Tool tool = new();
    private FakeServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await FakeServer.StartAsync(AnswerAsync);
        server.Introduce(tool);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        tool.Dispose();
    }

    [Theory]
    [InlineData("--force")]
    [InlineData("--skip-existing")]
    [InlineData("-q")]
    public async Task Two_files_of_the_same_name_do_not_replace_each_other(string option)
    {
        var get = await tool.RunAsync("get", Url("one/a.txt"), Url("two/a.txt"), option);

        Assert.Equal((2, "a.txt\n"), (get.ExitCode, get.Output));
        Assert.Contains("Two URLs of this command have the same file name", get.Error, StringComparison.Ordinal);
        var survivor = get.Error.Contains("two/a.txt: Two URLs", StringComparison.Ordinal) ? "one" : "two";
        Assert.Equal($"/{survivor}/a.txt", await ReadAsync("a.txt"));
    }

    [Fact]
    public async Task A_name_of_the_server_is_never_hidden()
    {
        Assert.Equal(["bash_profile"], (await tool.RunAsync("get", Url("named/x"))).Good().Lines);
        Assert.Equal(2, (await tool.RunAsync("get", Url("..."))).ExitCode);
    }

    [Fact]
    public async Task Several_files_go_into_one_pipe_one_behind_the_other()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no named pipes in the file system.");
        using var shell = tool.StartShell($"mkfifo pipe && {{ cat pipe > copy & }} && {Tool.Program} get {Url("one/a")} {Url("two/a")} -o pipe; code=$?; wait; exit $code");

        await EndAsync(shell);

        Assert.Equal((0, "/one/a/two/a"), (shell.ExitCode, await ReadAsync("copy")));
    }

    [Theory]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/fd/1")]
    [InlineData("/dev/../dev/stdout")]
    public async Task The_name_of_standard_output_means_standard_output(string name)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no such name.");
        using var shell = tool.StartShell($"{Tool.Program} get {Url("one/a")} {Url("two/a")} -o {name} > copy");

        await EndAsync(shell);

        Assert.Equal((0, "/one/a/two/a"), (shell.ExitCode, await ReadAsync("copy")));
    }

    [Fact]
    public async Task Lines_that_are_no_urls_are_refused_for_a_device_too()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no /dev/null.");
        var get = await tool.RunAsync(Encoding.UTF8.GetBytes($"nourl\n{Url("one/a")}\n"), "get", "-", "-o", "/dev/null");

        Assert.Equal((2, "/dev/null\n"), (get.ExitCode, get.Output));
        Assert.Contains("'nourl' is not a media URL", get.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_output_gets_the_other_files_even_when_one_fails()
    {
        var get = await tool.RunAsync(Encoding.UTF8.GetBytes($"nourl\n{Url("missing")}\n{Url("two/a")}\n"), "get", "-", "-o", "-");

        Assert.Equal((2, "/two/a"), (get.ExitCode, get.Output));
        Assert.Contains($"{Url("missing")}: 404", get.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_between_question_and_download_is_refused()
    {
        var get = await tool.RunAsync("get", Url("changing"));

        Assert.Equal((1, ""), (get.ExitCode, get.Output));
        Assert.Contains("the file changed during the download", get.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(tool.PathOf("")));
    }

    [Fact]
    public async Task A_rendition_is_asked_for_by_its_name_and_keeps_the_name_of_the_server()
    {
        Assert.Equal(["a.webp"], (await tool.RunAsync("get", Url("picture/a.png"), "--rendition", "preview")).Good().Lines);
        Assert.Equal("?rendition=preview", await ReadAsync("a.webp"));
        Assert.Equal(["a.jpeg"], (await tool.RunAsync("get", Url("picture/a.png"), "--rendition", "thumbnail", "--format", "jpeg")).Good().Lines);
        Assert.Equal("?rendition=thumbnail&format=jpeg", await ReadAsync("a.jpeg"));
        var piped = await tool.RunAsync(Encoding.UTF8.GetBytes($"nourl\n{Url("picture/a.png")}\n"), "get", "-", "-o", "-", "--rendition", "preview", "--format", "png");
        Assert.Equal((2, "?rendition=preview&format=png"), (piped.ExitCode, piped.Output));
        var json = Assert.Single((await tool.RunAsync("get", Url("picture/a.png"), "--rendition", "preview", "--force", "--json")).Good().Json);
        Assert.Equal(Url("picture/a.png"), json.GetProperty("mediaUrl").GetString());
    }

    [Theory]
    [InlineData("--format", "png")]
    [InlineData("--rendition", "preview", "--format", "tiff")]
    [InlineData("--rendition", "")]
    public async Task Options_of_renditions_that_mean_nothing_are_refused_before_anything_is_sent(params string[] options)
    {
        Assert.Equal(2, (await tool.RunAsync(["get", Url("picture/a.png"), .. options])).ExitCode);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_has_no_rendition_is_not_found()
    {
        var get = await tool.RunAsync("get", Url("missing"), "--rendition", "preview");

        Assert.Equal((4, ""), (get.ExitCode, get.Output));
        Assert.Empty(Directory.GetFiles(tool.PathOf("")));
    }

    // The pipe has room for 64 KiB, so the tool waits for its reader for longer than its limit.
    [Fact]
    public async Task A_slow_reader_is_not_a_silent_server()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no named pipes in the file system.");
        using var shell = tool.StartShell($"mkfifo pipe && {{ (sleep 3; cat) < pipe > copy & }} && {Tool.Program} get {Url("large")} -o pipe --timeout 1 --retries 0; code=$?; wait; exit $code");

        await EndAsync(shell);

        Assert.Equal((0, Large), (shell.ExitCode, (int)new FileInfo(tool.PathOf("copy")).Length));
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/named/x") http.Response.Headers.ContentDisposition = "attachment; filename=\".bash_profile\"";
        if (path == "/missing") http.Response.StatusCode = 404;
        if (path == "/picture/a.png") http.Response.Headers.ContentDisposition = $"inline; filename=\"a.{(http.Request.Query.TryGetValue("format", out var format) ? format : "webp")}\"";
        await (path switch
        {
            "/missing" => Task.CompletedTask,
            "/large" => http.Response.Body.WriteAsync(new byte[Large]).AsTask(),
            "/changing" => ChangingAsync(http),
            "/picture/a.png" => http.Response.WriteAsync($"{http.Request.QueryString}"),
            _ => http.Response.WriteAsync(path),
        });
    }

    private static Task ChangingAsync(HttpContext http)
    {
        var isQuestion = http.Request.Headers.Range == "bytes=0-0";
        http.Response.Headers.ETag = isQuestion ? "\"one\"" : "\"two\"";
        if (!isQuestion) return http.Response.WriteAsync("abc");
        http.Response.StatusCode = 206;
        http.Response.Headers.ContentRange = "bytes 0-0/3";
        return http.Response.WriteAsync("a");
    }

    private static async Task EndAsync(Process shell)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            Assert.Fail("The command did not end.");
        }
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(tool.PathOf(name));

    private string Url(string path) => $"{server.Url}/{path}";
}
