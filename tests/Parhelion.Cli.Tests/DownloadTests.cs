using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parhelion.Cli.Files;

namespace Parhelion.Cli.Tests;

/// <summary>Where <c>get</c> writes, and what is left of a download that breaks.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private const int Size = 1_000_000;

    private readonly byte[] bytes = new byte[Size];
    private readonly Tool tool = new();
    private readonly List<string> ranges = [];
    private readonly SemaphoreSlim gate = new(0);
    private WebApplication host = null!;
    private int limit = Size;
    private string tag = "\"one\"";

    public async ValueTask InitializeAsync()
    {
        new Random(1).NextBytes(bytes);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        host = builder.Build();
        host.Run(AnswerAsync);
        await host.StartAsync();
        tool.Environment["PARHELION_HOST"] = host.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        gate.Release(1000);
        await host.DisposeAsync();
        tool.Dispose();
        gate.Dispose();
    }

    [Fact]
    public async Task A_pipe_is_written_into_and_stays_a_pipe()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no named pipes in the file system.");
        await RunAsync("mkfifo", tool.PathOf("pipe"));
        var reader = RunAsync("sh", "-c", $"cat '{tool.PathOf("pipe")}' > '{tool.PathOf("copy")}'");

        (await tool.RunAsync("get", Url("a.png"), "-o", "pipe", "--force")).Good();
        await reader;

        Assert.Equal(FileKind.Special, FileKinds.Of(tool.PathOf("pipe")));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tool.PathOf("copy")));
    }

    [Fact]
    public async Task A_device_outside_of_dev_is_written_into()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Assert.Skip("Only root can make a device.");
        await RunAsync("mknod", tool.PathOf("null"), "c", "1", "3");

        (await tool.RunAsync("get", Url("a.png"), "-o", "null", "--force")).Good();

        Assert.Equal(FileKind.Special, FileKinds.Of(tool.PathOf("null")));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_link_stays_a_link_and_the_file_behind_it_is_replaced()
    {
        Directory.CreateDirectory(tool.PathOf("real"));
        await File.WriteAllTextAsync(tool.PathOf("real/old.png"), "old");
        File.SetUnixFileMode(tool.PathOf("real/old.png"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(tool.PathOf("link.png"), "real/old.png");
        File.CreateSymbolicLink(tool.PathOf("dangling.png"), "real/new.png");

        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), "-o", "link.png")).ExitCode);
        (await tool.RunAsync("get", Url("a.png"), "-o", "link.png", "--force")).Good();
        (await tool.RunAsync("get", Url("a.png"), "-o", "dangling.png")).Good();

        Assert.Equal("real/old.png", new FileInfo(tool.PathOf("link.png")).LinkTarget);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tool.PathOf("real/old.png")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tool.PathOf("real/old.png")));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tool.PathOf("real/new.png")));
        Assert.Equal(["new.png", "old.png"], Names("real"));
    }

    [Fact]
    public async Task A_folder_means_into_it_and_takes_several_files()
    {
        Directory.CreateDirectory(tool.PathOf("in"));

        var get = (await tool.RunAsync("get", Url("a.png"), Url("b.png"), "-o", "in")).Good();

        Assert.Equal([Path.Combine("in", "a.png"), Path.Combine("in", "b.png")], get.Lines);
        Assert.StartsWith("2 files, 2.0 MB in ", get.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png", "b.png"], Names("in"));
        var again = await tool.RunAsync(System.Text.Encoding.UTF8.GetBytes($"{Url("a.png")}\n{Url("c.png")}\n"), "get", "-", "-o", "in");
        Assert.Equal((2, Path.Combine("in", "c.png")), (again.ExitCode, Assert.Single(again.Lines)));
        Assert.Equal(3, (await tool.RunAsync("get", Url("a.png"), Url("b.png"), Url("c.png"), "-o", "in", "--skip-existing")).Good().Lines.Length);
        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), Url("b.png"), "-o", "one.png")).ExitCode);
        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), "-o", "missing/")).ExitCode);
        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), "-o", "missing/a.png")).ExitCode);
    }

    [Theory]
    [InlineData("get", "", "-o", "x")]
    [InlineData("get", "http://127.0.0.1:9/a.png", "-o", "")]
    [InlineData("get", "ftp://127.0.0.1/a.png")]
    [InlineData("get", "notaurl")]
    [InlineData("get", "http://127.0.0.1:9/a.png", "notaurl")]
    [InlineData("rm", "notaurl")]
    [InlineData("upload", "", "--app", "a")]
    [InlineData("upload", "x.png", "--access", "secret", "--app", "a")]
    public async Task Nothing_is_sent_for_a_wrong_argument(params string[] arguments)
    {
        (tool.Environment["PARHELION_KEY_ID"], tool.Environment["PARHELION_KEY_SECRET"], tool.Environment["PARHELION_APP_ID"]) = ("app_1", "s", "a");
        Assert.Equal(2, (await tool.RunAsync(arguments)).ExitCode);
        Assert.Empty(ranges);
    }

    [Fact]
    public async Task A_part_of_a_file_goes_to_standard_output()
    {
        limit = Size;
        bytes.AsSpan(10, 5).Fill((byte)'x');
        Assert.Equal("xxxxx", (await tool.RunAsync("get", Url("a.png"), "-o", "-", "--offset", "10", "--count", "5")).Good().Output);
        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), "--offset", "10")).ExitCode);
        Assert.Equal(2, (await tool.RunAsync("get", Url("a.png"), "-o", "-", "--count", "0")).ExitCode);
    }

    [Fact]
    public async Task A_name_of_253_bytes_fits()
    {
        var name = $"{new string('n', 249)}.png";

        (await tool.RunAsync("get", Url(name))).Good();

        Assert.Equal([name], Names(""));
    }

    [Fact]
    public async Task What_arrived_is_kept_and_the_next_run_takes_it_up()
    {
        limit = 300_000;
        var broken = await tool.RunAsync("get", Url("a.png"), "--retries", "0");
        Assert.Equal((6, ""), (broken.ExitCode, broken.Output));
        var part = Assert.Single(Names(""));
        Assert.Matches(@"^a\.png\.[0-9a-f]{16}\.part$", part);
        Assert.Contains(part, broken.Error, StringComparison.Ordinal);
        var have = new FileInfo(tool.PathOf(part)).Length;
        Assert.InRange(have, 1, 300_000);

        (limit, _) = (Size, ranges.RemoveAll(_ => true));
        (await tool.RunAsync("get", Url("a.png"))).Good();

        Assert.Equal(["bytes=0-0", $"bytes={have}-"], ranges);
        Assert.Equal(["a.png"], Names(""));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(tool.PathOf("a.png")));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task New_bytes_are_as_private_as_the_file_that_they_replace()
    {
        await File.WriteAllTextAsync(tool.PathOf("a.png"), "old");
        File.SetUnixFileMode(tool.PathOf("a.png"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        limit = 300_000;

        Assert.Equal(6, (await tool.RunAsync("get", Url("a.png"), "--force", "--retries", "0")).ExitCode);

        Assert.All(Names(""), name => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tool.PathOf(name))));
        Assert.Equal(2, Names("").Length);
    }

    [Fact]
    public async Task A_changed_file_is_not_mixed_with_what_arrived_of_the_old_one()
    {
        limit = 300_000;
        Assert.Equal(6, (await tool.RunAsync("get", Url("a.png"), "--retries", "0")).ExitCode);
        (limit, tag) = (Size, "\"two\"");
        new Random(2).NextBytes(bytes);

        (await tool.RunAsync("get", Url("a.png"))).Good();

        Assert.Equal(bytes, await File.ReadAllBytesAsync(tool.PathOf("a.png")));
    }

    [Fact]
    public async Task Without_an_etag_nothing_is_kept()
    {
        (limit, tag) = (300_000, "");

        Assert.Equal(6, (await tool.RunAsync("get", Url("a.png"), "--retries", "0")).ExitCode);

        Assert.Empty(Names(""));
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_download_and_keeps_what_arrived(string signal)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals.");
        limit = -300_000;
        using var process = tool.Start("get", Url("a.png"));
        await UntilAsync(() => Names("") is [var part] && new FileInfo(tool.PathOf(part)).Length >= 300_000);

        await RunAsync("kill", $"-{signal}", $"{process.Id}");
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Cancelled", error, StringComparison.Ordinal);
        Assert.EndsWith(".part", Assert.Single(Names("")), StringComparison.Ordinal);
    }

    // Sends at most the limit and then breaks the connection; with a negative limit it then waits.
    private async Task AnswerAsync(HttpContext http)
    {
        var range = http.Request.Headers.Range.ToString();
        lock (ranges) ranges.Add(range);
        if (tag.Length > 0) http.Response.Headers.ETag = tag;
        var isPart = range.StartsWith("bytes=", StringComparison.Ordinal);
        var from = isPart ? int.Parse(range[6..].Split('-')[0]) : 0;
        var to = isPart && range[6..].Split('-')[1] is { Length: > 0 } end ? int.Parse(end) + 1 : Size;
        if (isPart)
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange = $"bytes {from}-{to - 1}/{Size}";
        }

        http.Response.ContentLength = to - from;
        var count = Math.Min(to - from, Math.Abs(limit));
        await http.Response.Body.WriteAsync(bytes.AsMemory(from, count));
        await http.Response.Body.FlushAsync();
        if (count == to - from) return;
        if (limit < 0) await gate.WaitAsync(http.RequestAborted);
        http.Abort();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The condition did not come true.");
            await Task.Delay(50);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments)!;
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, process.ExitCode);
    }

    private string Url(string name) => $"{host.Urls.First()}/apps/1/token/{name}";

    private string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(tool.PathOf(folder)).Select(path => Path.GetFileName(path)!).Where(name => name is not ("config" or "pipe" or "copy")).Order(StringComparer.Ordinal)];
}
