using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>The scan of what is stored.</summary>
public sealed class ScanCommandTests
{
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresCeph)]
    public async Task Findings_are_told_and_nothing_is_deleted_unless_it_is_asked_for(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var clamd = new FakeClamd();
        string infected;
        string clean;
        await using (var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken))
        {
            infected = await Uploads.UploadAsync(server, Malware.Text(300_000), "a.txt");
            clean = await Uploads.UploadAsync(server, Malware.Clean(), "b.txt");
            await Uploads.UploadAsync(server, Uploads.Png, "c.png");

            // The server runs meanwhile.
            var found = await RunAsync(home, clamd);
            Assert.Equal(1, found.ExitCode);
            Assert.Contains("malware Local.Test: attachment ", found.Output, StringComparison.Ordinal);
            Assert.Contains(new Uri(infected).AbsolutePath, found.Output, StringComparison.Ordinal);
            Assert.Contains("3 files scanned", found.Output, StringComparison.Ordinal);
            Assert.Contains("1 with malware, 0 could not be scanned", found.Output, StringComparison.Ordinal);
            Assert.Contains("Nothing was deleted.", found.Output, StringComparison.Ordinal);
            Assert.Equal(3, clamd.Files.Count);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(server, infected), await StatusAsync(server, clean)));
            if (kind == HomeKind.SqliteDisk)
            {
                var refused = await RunAsync(home, clamd, "--delete");
                Assert.Equal(2, refused.ExitCode);
                Assert.Contains("another Parhelion process is using", refused.Errors, StringComparison.Ordinal);
            }
        }

        var deleted = await RunAsync(home, clamd, "--delete");
        Assert.Equal(1, deleted.ExitCode);
        Assert.Contains(", deleted", deleted.Output, StringComparison.Ordinal);
        await using var later = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(later, infected), await StatusAsync(later, clean)));
        await Uploads.WaitAsync(async () => !await Uploads.IsStoredAsync(later, infected), () => "The bytes of the malware are still stored.");
        using var client = later.CreateClient();
        var receipts = await client.GetStringAsync(new Uri($"/v2/apps/{later.AppId}/attachments/receipts", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("\"reason\":\"malware\",\"requestedBy\":\"command\"", receipts, StringComparison.Ordinal);
        Assert.Equal((0, true), ((await RunAsync(home, clamd)).ExitCode, clamd.Files.Count >= 8));
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 130)]
    public async Task Interrupted_scan_goes_on_where_it_was(string signal, int exitCode)
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home, 250);
        await using var clamd = new FakeClamd();
        var scans = 0;
        clamd.Pause = token => Interlocked.Increment(ref scans) > 160 ? FakeClamd.HangAsync(token) : Task.CompletedTask;

        using var running = ServerProcess.Start([.. Words(home, clamd)]);
        await Uploads.WaitAsync(() => Volatile.Read(ref scans) > 160, () => $"{scans} scans");
        ServerProcess.Signal(running, signal);
        var (ended, output, errors) = await running.ReadToEndAsync();
        Assert.True(ended == exitCode, $"{ended} {output}{errors}");
        if (signal != "KILL") Assert.Contains("Stopped. To continue, run the same command again.", errors, StringComparison.Ordinal);
        clamd.Pause = _ => Task.CompletedTask;
        var before = clamd.Files.Count;
        var rest = await RunAsync(home, clamd);

        // Of three pages the first was over.
        Assert.Equal(150, clamd.Files.Count - before);
        Assert.Contains("Continuing after 100 files", rest.Output, StringComparison.Ordinal);
        Assert.Contains("250 files scanned", rest.Output, StringComparison.Ordinal);
        Assert.Equal(0, rest.ExitCode);
        Assert.DoesNotContain("Going on", (await RunAsync(home, clamd)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_scan_can_begin_anew()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home, 120);
        await using var clamd = new FakeClamd();
        var scans = 0;
        // clamd goes in the second page.
        clamd.Pause = async _ =>
        {
            if (Interlocked.Increment(ref scans) == 110) await clamd.StopAsync();
        };

        var stopped = await RunAsync(home, clamd);
        Assert.Equal(2, stopped.ExitCode);
        Assert.Matches(@"^clamd (cannot be reached|has closed the connection): .+\. To continue, run the same command again\.\n$", stopped.Errors);
        clamd.Restart();
        clamd.Pause = _ => Task.CompletedTask;
        var before = clamd.Files.Count;
        var anew = await RunAsync(home, clamd, "--restart");

        Assert.Equal((0, 120), (anew.ExitCode, clamd.Files.Count - before));
    }

    [Fact]
    public async Task File_that_cannot_be_scanned_is_told_and_the_others_are_scanned()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using (var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken))
        {
            await Uploads.UploadAsync(server, Malware.Clean(2000), "strange.txt");
            await Uploads.UploadAsync(server, Malware.Clean(200_000), "large.txt");
            await Uploads.UploadAsync(server, Malware.Clean(), "a.txt");
            var lost = await Uploads.UploadAsync(server, Malware.Clean(), "lost.txt");
            await server.Services.GetRequiredService<IBlobStore>().DeleteAsync([BlobKey.Parse(new Uri(lost).Segments[^2].TrimEnd('/'))], TestContext.Current.CancellationToken);
        }

        await using var clamd = new FakeClamd { Answer = file => file.Length == 2000 ? "stream: Can't allocate memory ERROR" : "stream: OK" };
        var run = await RunAsync(home, clamd, "--Parhelion:Antivirus:MaxBytes=100000", "--Parhelion:Antivirus:OnFailure=Accept");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("4 files scanned", run.Output, StringComparison.Ordinal);
        Assert.Contains("0 with malware, 3 could not be scanned", run.Output, StringComparison.Ordinal);
        Assert.Contains("strange.txt: clamd has answered 'stream: Can't allocate memory ERROR'", run.Output, StringComparison.Ordinal);
        Assert.Contains("large.txt: it is larger than Antivirus:MaxBytes", run.Output, StringComparison.Ordinal);
        Assert.Contains("lost.txt: its bytes are missing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hashes_alone_will_do()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using (var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken))
        {
            await Uploads.UploadAsync(server, Malware.Clean(2000), "a.txt");
            await Uploads.UploadAsync(server, Malware.Clean(3000), "b.txt");
        }

        var list = Path.Combine(home.Directory, "hashes");
        await File.WriteAllTextAsync(list, Convert.ToHexString(SHA256.HashData(Malware.Clean(3000))), TestContext.Current.CancellationToken);
        var found = await VerbRun.OfAsync(["scan", $"--Parhelion:DataDirectory={home.Directory}", $"--Parhelion:Files:RefusedHashes={list}"]);
        var nothing = await VerbRun.OfAsync(["scan", $"--Parhelion:DataDirectory={home.Directory}"]);

        Assert.Equal(1, found.ExitCode);
        Assert.Contains("malware Files:RefusedHashes: attachment ", found.Output, StringComparison.Ordinal);
        Assert.Contains("b.txt", found.Output, StringComparison.Ordinal);
        Assert.Equal((2, "There is nothing to scan with; set Parhelion:Antivirus:Address, or Parhelion:Files:RefusedHashes.\n"), (nothing.ExitCode, nothing.Errors));
    }

    private static async Task FillAsync(Home home, int files)
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
            },
            TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, files).Select(i => Uploads.UploadAsync(server, Malware.Clean(100 + i), "a.txt")));
    }

    private static IEnumerable<string> Words(Home home, FakeClamd clamd, params string[] more) =>
        ["scan", .. more, $"--Parhelion:DataDirectory={home.Directory}", $"--Parhelion:Antivirus:Address={clamd.Address}", .. home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];

    private static Task<VerbRun> RunAsync(Home home, FakeClamd clamd, params string[] more) => VerbRun.OfAsync(Words(home, clamd, more));

    private static async Task<HttpStatusCode> StatusAsync(ParhelionServer server, string mediaUrl)
    {
        using var client = server.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(mediaUrl).AbsolutePath, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
