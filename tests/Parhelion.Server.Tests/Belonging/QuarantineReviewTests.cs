using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>Blobs without a row: put aside, given back, erased after their time, and left alone where there are too many.</summary>
public sealed class QuarantineReviewTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-quarantine-").FullName;
    private readonly LogLines log = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Few_blobs_without_a_row_are_put_aside_and_given_back_by_one_command()
    {
        await MakeInstallationAsync();
        MakeOrphans(3);
        await using (await StartAsync())
        {
            await Uploads.WaitAsync(() => UsedFolder.QuarantineOf(directory).Length == 3, log.ToString);
            await Uploads.WaitAsync(() => log.ToString().Contains("Moved 3 blobs without a row, 21 bytes, to the quarantine", StringComparison.Ordinal), log.ToString);
            Assert.Empty(UsedFolder.BlobsOf(directory));
        }

        var listed = await VerbRun.RunAsync("quarantine", $"--Parhelion:DataDirectory={directory}");
        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("3 blobs in the quarantine", listed.Output, StringComparison.Ordinal);
        var key = Path.GetFileName(UsedFolder.QuarantineOf(directory)[0]);
        var one = await VerbRun.RunAsync("quarantine", "restore", key, $"--Parhelion:DataDirectory={directory}");
        Assert.True(one.ExitCode == 0, one.Output);
        Assert.Equal(key, Path.GetFileName(Assert.Single(UsedFolder.BlobsOf(directory))));
        var all = await VerbRun.RunAsync("quarantine", "restore", "--all", $"--Parhelion:DataDirectory={directory}");
        Assert.True(all.ExitCode == 0, all.Output);
        Assert.Contains("2 blobs restored", all.Output, StringComparison.Ordinal);
        Assert.Equal(3, UsedFolder.BlobsOf(directory).Length);

        // They are young again, so that there is time to put their rows back.
        var taken = await VerbRun.RunAsync("quarantine", "take", $"--Parhelion:DataDirectory={directory}");
        Assert.Contains("0 blobs without a row moved", taken.Output, StringComparison.Ordinal);
        Assert.Equal(3, UsedFolder.BlobsOf(directory).Length);
    }

    [Fact]
    public async Task Too_many_blobs_without_a_row_stay_where_they_are_and_an_error_says_so()
    {
        await MakeInstallationAsync();
        MakeOrphans(101);
        await using (var server = await StartAsync())
        {
            await Uploads.WaitAsync(() => log.ToString().Contains("101 of 101 blobs have no row", StringComparison.Ordinal), log.ToString);
            Assert.Empty(UsedFolder.QuarantineOf(directory));
            using var client = server.CreateAnonymousClient();
            using var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Contains("101 of 101 blobs have no row", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        var taken = await VerbRun.RunAsync("quarantine", "take", $"--Parhelion:DataDirectory={directory}");
        Assert.True(taken.ExitCode == 0, taken.Output);
        Assert.Contains("101 blobs without a row moved", taken.Output, StringComparison.Ordinal);
        Assert.Equal(101, UsedFolder.QuarantineOf(directory).Length);
    }

    // Or else a hundred would go with each round.
    [Fact]
    public async Task What_is_in_the_quarantine_counts_as_taken()
    {
        await MakeInstallationAsync();
        MakeOrphans(90);
        await using (await StartAsync()) await Uploads.WaitAsync(() => UsedFolder.QuarantineOf(directory).Length == 90, log.ToString);
        MakeOrphans(20);

        await using var server = await StartAsync();

        await Uploads.WaitAsync(() => log.ToString().Contains("in addition to 90 in the quarantine", StringComparison.Ordinal), log.ToString);
        Assert.Equal((20, 90), (UsedFolder.BlobsOf(directory).Length, UsedFolder.QuarantineOf(directory).Length));
    }

    [Fact]
    public async Task Blob_whose_row_is_there_again_is_given_back()
    {
        string url;
        await using (var server = await StartAsync())
        {
            url = await Uploads.UploadAsync(server, "mine"u8.ToArray(), "a.txt");
            MoveToQuarantine(UsedFolder.BlobsOf(directory).Single());
        }

        await using var again = await StartAsync();
        await Uploads.WaitAsync(() => UsedFolder.BlobsOf(directory).Length == 1, log.ToString);
        using var client = again.CreateAnonymousClient();
        Assert.Equal("mine", await client.GetStringAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deleted_attachment_is_erased_in_the_quarantine_as_well()
    {
        await using var server = await StartAsync();
        var url = await Uploads.UploadAsync(server, "mine"u8.ToArray(), "a.txt");
        var blob = UsedFolder.BlobsOf(directory).Single();
        var bytes = await File.ReadAllBytesAsync(blob, TestContext.Current.CancellationToken);
        MoveToQuarantine(blob);
        await File.WriteAllBytesAsync(blob, bytes, TestContext.Current.CancellationToken);

        using var removed = await Uploads.RemoveAsync(server, url);

        await Uploads.WaitAsync(() => UsedFolder.BlobsOf(directory).Length + UsedFolder.QuarantineOf(directory).Length == 0, log.ToString);
    }

    [Fact]
    public async Task Blob_that_has_had_its_time_in_the_quarantine_is_erased_unless_the_store_is_another_installations()
    {
        await MakeInstallationAsync();
        MakeOrphans(2);
        foreach (var orphan in UsedFolder.BlobsOf(directory)) MoveToQuarantine(orphan);
        var files = UsedFolder.QuarantineOf(directory);
        File.SetLastWriteTimeUtc(files[0], DateTime.UtcNow.AddDays(-6.9));
        File.SetLastWriteTimeUtc(files[1], DateTime.UtcNow.AddDays(-7.1));

        await using var server = await StartAsync();

        await Uploads.WaitAsync(() => log.ToString().Contains("Erased 1 blobs, 7 bytes, that had been in the quarantine for 7 days", StringComparison.Ordinal), log.ToString);
        Assert.Single(UsedFolder.QuarantineOf(directory));
    }

    [Fact]
    public async Task Store_that_is_exchanged_under_a_server_is_noticed_and_left_alone()
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                Configure(options);
                options.Settings["Sweep:OrphanInterval"] = "00:00:01";
            },
            TestContext.Current.CancellationToken);
        var store = server.Services.GetRequiredService<IBlobStore>();
        var mark = await store.IdentityFile.ReadAsync(TestContext.Current.CancellationToken);
        await store.IdentityFile.WriteAsync(mark! with { Watermark = mark.Watermark + 10 }, TestContext.Current.CancellationToken);
        MakeOrphans(1);

        await Uploads.WaitAsync(() => log.ToString().Contains("The database is older than the blobs in the store", StringComparison.Ordinal), log.ToString);

        Assert.Single(UsedFolder.BlobsOf(directory));
    }

    private Task<ParhelionServer> StartAsync() => ParhelionServer.StartAsync(Configure, TestContext.Current.CancellationToken);

    private void Configure(ParhelionServerOptions options)
    {
        options.DataDirectory = directory;
        BlobFiles.Choose(options);
        options.ConfigureServices = services => services.AddSingleton<ILoggerProvider>(log);
    }

    // No server runs when this returns: one that searches meanwhile would find a part of what the test puts there.
    private async Task MakeInstallationAsync() => await (await StartAsync()).DisposeAsync();

    private void MakeOrphans(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var file = Path.Combine(directory, BlobNames.Of(BlobKey.New()));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "orphan\n");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2));
        }
    }

    private void MoveToQuarantine(string blob)
    {
        var target = blob.Replace(Path.Combine(directory, "blobs"), Path.Combine(directory, "quarantine"), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(blob, target);
    }
}
