using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parhelion.Tests;

namespace Parhelion.Cli.Tests;

/// <summary>The tool in a real terminal.</summary>
public sealed partial class TerminalTests : IAsyncDisposable
{
    private const int Size = 30_000_000;
    private const int Pieces = 60;

    private readonly string socket = $"parhelion-{Guid.NewGuid():N}";
    private readonly Tool tool = new();
    private readonly SemaphoreSlim gate = new(0);

    [Fact]
    public async Task The_bar_moves_with_what_the_server_has_received()
    {
        Engines.Require("tmux");
        await using var host = await StartAsync();
        await using (var film = File.Create(tool.PathOf("film.mp4"))) film.SetLength(Size);

        Tmux("new-session", "-d", "-x", "120", "-y", "20",
            "-e", $"PARHELION_HOST={host.Urls.First()}", "-e", "PARHELION_APP_ID=a", "-e", "PARHELION_KEY_ID=app_1", "-e", "PARHELION_KEY_SECRET=s",
            "-e", $"XDG_CONFIG_HOME={tool.PathOf("config")}", "-c", tool.PathOf(""), $"dotnet {Tool.Program} upload film.mp4; read end");
        List<int> seen = [];
        var line = "";
        await UntilAsync(() =>
        {
            // The server takes another piece each time that somebody looks.
            gate.Release();
            var screen = Screen();
            if (Moving().Match(screen) is { Success: true } moving) line = moving.Value;
            if (Percent().Match(screen) is { Success: true } match) seen.Add(int.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture));
            return screen.Contains("https://files.example.net/film.mp4", StringComparison.Ordinal);
        });

        Assert.True(seen.Where(percent => percent is > 0 and < 100).Distinct().Count() > 3, $"The bar stood at {string.Join(", ", seen)}.");
        Assert.Equal(seen.Order(), seen);
        Assert.NotEmpty(line);
    }

    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux")))) Tmux("kill-server");
        tool.Dispose();
        gate.Dispose();
        await ValueTask.CompletedTask;
    }

    // Takes a piece at each release of the gate.
    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var host = builder.Build();
        host.Run(async http =>
        {
            var buffer = new byte[Size / Pieces];
            for (var piece = 0; piece < Pieces; piece++)
            {
                Assert.True(await gate.WaitAsync(TimeSpan.FromSeconds(60)));
                _ = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            }

            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.StatusCode = 201;
            await http.Response.WriteAsync("""{"attachment":{"mediaUrl":"https://files.example.net/film.mp4","mediaType":"video/mp4"}}""");
        });
        await host.StartAsync();
        return host;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"The screen shows:\n{Screen()}");
            await Task.Delay(50);
        }
    }

    private string Screen() => Tmux("capture-pane", "-p");

    private string Tmux(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-L", socket, "-f", "/dev/null", .. arguments]) start.ArgumentList.Add(argument);
        start.Environment["LANG"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    // Name, bar, part, bytes of all bytes, speed, time left.
    [GeneratedRegex(@"film\.mp4 \S+ +\d+% +[\d.]+/30\.0 MB [\d.]+ MB/s \d\d:\d\d:\d\d", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moving();

    [GeneratedRegex(@"(?<percent>\d+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Percent();
}
