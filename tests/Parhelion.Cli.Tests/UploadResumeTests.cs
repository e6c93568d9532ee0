using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Parhelion.Client.Tests;
using Parhelion.Testing;

namespace Parhelion.Cli.Tests;

/// <summary>The command <c>upload</c> goes on where an earlier run of it ended.</summary>
public sealed class UploadResumeTests : IAsyncLifetime
{
    private const int Size = 12_000_000;
    private const int Half = 6_000_000;

    private readonly byte[] bytes = new byte[Size];
    private readonly CuttingProxy proxy = new();
    private ParhelionServer server = null!;
    private Tool tool = null!;

    public async ValueTask InitializeAsync()
    {
        server = await proxy.StartServerAsync();
        tool = new Tool(server);
        tool.Environment["PARHELION_HOST"] = proxy.Url.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        tool.Dispose();
        await server.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("KILL", 137)]
    public async Task The_same_command_sends_only_the_rest(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);

        var first = await InterruptAsync(signal);
        var record = Assert.Single(Records());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(record));
        if (signal == "INT") Assert.Contains("film.png: run the same command again within 24 hours to continue the upload", first.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, first.ExitCode);
        proxy.Drop();
        var before = proxy.Sent;
        var second = (await tool.RunAsync("upload", "film.png")).Good();

        Assert.Contains("film.png: continuing at 6.0 MB of 12.0 MB", second.Error, StringComparison.Ordinal);
        Assert.InRange(proxy.Sent - before, Size - Half - 50_000, Size - Half + 50_000);
        await CheckAsync(Assert.Single(second.Lines));
        Assert.Empty(Records());
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("touched")]
    [InlineData("--restart")]
    [InlineData("--access")]
    public async Task Another_file_and_other_properties_begin_anew(string what)
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        await InterruptAsync("KILL");
        if (what == "changed") WriteFilm(seed: 2);
        if (what == "touched") File.SetLastWriteTimeUtc(tool.PathOf("film.png"), DateTime.UnixEpoch);

        proxy.Drop();
        var before = proxy.Sent;
        string[] more = what switch { "--restart" => ["--restart"], "--access" => ["--access", "private"], _ => [] };
        var second = (await tool.RunAsync(["upload", "film.png", .. more])).Good();

        Assert.DoesNotContain("continuing", second.Error, StringComparison.Ordinal);
        Assert.InRange(proxy.Sent - before, Size, Size + 50_000);
        if (what != "--access") await CheckAsync(Assert.Single(second.Lines));
    }

    [Fact]
    public async Task A_link_to_a_file_stands_for_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        File.CreateSymbolicLink(tool.PathOf("link.png"), tool.PathOf("film.png"));
        await InterruptAsync("KILL", "link.png");
        WriteFilm(seed: 2);

        proxy.Drop();
        var second = (await tool.RunAsync("upload", "link.png")).Good();

        Assert.DoesNotContain("continuing", second.Error, StringComparison.Ordinal);
        await CheckAsync(Assert.Single(second.Lines));
    }

    [Fact]
    public async Task Of_two_runs_at_the_same_time_the_later_one_continues()
    {
        WriteFilm(seed: 1);
        using var first = tool.Start("upload", "film.png", "--limit-rate", "2M");
        var (output, error) = (first.StandardOutput.ReadToEndAsync(), first.StandardError.ReadToEndAsync());
        await UntilAsync(() => proxy.Sent > 2_000_000);

        var second = (await tool.RunAsync("upload", "film.png", "--limit-rate", "4M")).Good();
        await first.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("continuing at", second.Error, StringComparison.Ordinal);
        await CheckAsync(Assert.Single(second.Lines));
        if (first.ExitCode == 0) Assert.Equal(second.Output, await output);
        else Assert.Contains("film.png: Another parhelion process, which started later, has taken over this upload.", await error, StringComparison.Ordinal);
        Assert.InRange(proxy.Sent, Size, Size * 3 / 2);
        Assert.Empty(Records());
    }

    [Fact]
    public async Task The_same_file_twice_in_one_command_is_uploaded_twice()
    {
        WriteFilm(seed: 1);

        var both = (await tool.RunAsync("upload", "film.png", "./film.png")).Good();

        Assert.Equal(2, both.Lines.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Without_a_folder_for_the_state_the_upload_works()
    {
        WriteFilm(seed: 1);
        tool.Environment["XDG_STATE_HOME"] = tool.PathOf("film.png");

        var uploaded = (await tool.RunAsync("upload", "--json", "film.png")).Good();

        Assert.Equal(Size, uploaded.Json[0].GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task An_upload_that_the_server_does_not_have_any_more_begins_anew()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        await InterruptAsync("KILL");
        var record = Assert.Single(Records());
        await File.WriteAllTextAsync(record, $$"""{"url":"{{proxy.Url}}uploads/Zlok7BcMBZQQeC2uyvoNfFRq","length":{{Size}},"run":"x"}""");

        proxy.Drop();
        var second = (await tool.RunAsync("upload", "film.png")).Good();

        Assert.DoesNotContain("continuing", second.Error, StringComparison.Ordinal);
        await CheckAsync(Assert.Single(second.Lines));
        Assert.Empty(Records());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_changes_between_and_during_the_runs_is_not_mixed(bool isLimited)
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        await InterruptAsync("KILL");
        proxy.Drop();
        proxy.HoldAt = proxy.Sent + 3_000_000;
        string[] more = isLimited ? ["--limit-rate", "100M"] : [];
        using var second = tool.Start(["upload", "film.png", .. more]);
        var error = second.StandardError.ReadToEndAsync();
        await UntilAsync(() => proxy.Sent >= proxy.HoldAt);
        File.SetLastWriteTimeUtc(tool.PathOf("film.png"), DateTime.UnixEpoch);
        proxy.HoldAt = null;
        proxy.Drop();
        await second.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("film.png: The file changed during the upload.", await error, StringComparison.Ordinal);
        Assert.Equal(1, second.ExitCode);
    }

    [Fact]
    public async Task A_relative_folder_for_the_state_does_not_count()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        tool.Environment["XDG_STATE_HOME"] = "here";
        tool.Environment["HOME"] = tool.PathOf("home");

        await InterruptAsync("KILL");

        Assert.False(Directory.Exists(tool.PathOf("here")));
        Assert.Single(Directory.GetFiles(tool.PathOf("home/.local/state/parhelion/uploads")));
    }

    [Fact]
    public async Task A_record_that_is_no_record_is_replaced()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteFilm(seed: 1);
        await InterruptAsync("KILL");
        await File.WriteAllTextAsync(Assert.Single(Records()), "{\"url\":");

        proxy.Drop();
        (await tool.RunAsync("upload", "film.png")).Good();

        Assert.Empty(Records());
    }

    private async Task<Outcome> InterruptAsync(string signal, string file = "film.png")
    {
        proxy.HoldAt = Half;
        using var run = tool.Start("upload", file);
        var (output, error) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await proxy.Held.WaitAsync(TimeSpan.FromSeconds(30));
        using (var kill = Process.Start("kill", [$"-{signal}", run.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await run.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return new Outcome(run.ExitCode, await output, await error);
    }

    private void WriteFilm(int seed)
    {
        new Random(seed).NextBytes(bytes);
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "sample.png")).CopyTo(bytes, 0);
        File.WriteAllBytes(tool.PathOf("film.png"), bytes);
    }

    private string[] Records() => Directory.Exists(tool.PathOf("state")) ? Directory.GetFiles(tool.PathOf("state"), "*", SearchOption.AllDirectories) : [];

    private async Task CheckAsync(string mediaUrl)
    {
        using var client = server.CreateParhelionClient();
        var stored = await client.Attachments.DownloadContentAsync(new Uri(server.Url, new Uri(mediaUrl).AbsolutePath).AbsoluteUri);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(stored));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It does not come.");
            await Task.Yield();
        }
    }
}
