using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>The same for databases and buckets that nodes share, and for installations that earlier versions have left without a mark.</summary>
public sealed class WrongStoreTests
{
    public static TheoryData<HomeKind> Kinds { get; } = [HomeKind.SqliteDisk, .. Home.Shared];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Store_of_another_installation_is_refused(HomeKind kind)
    {
        await using var mine = await Home.OpenAsync(kind);
        await using var other = await Home.OpenAsync(kind);
        await FillAsync(mine);
        await FillAsync(other);
        Exchange(mine, other);

        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(mine));

        Assert.Contains("belong to installation", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'adopt'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Empty_database_beside_a_full_store_is_refused(HomeKind kind)
    {
        await using var empty = await Home.OpenAsync(kind, hasSchema: false);
        await using var full = await Home.OpenAsync(kind);
        await FillAsync(full);
        Exchange(empty, full);

        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(empty));

        Assert.Contains("missing, empty or new", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Older_database_is_refused_and_the_store_of_a_stopped_server_is_not(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await FillAsync(home);
        await using (var server = await ServeAsync(home))
        {
            var blobs = server.Services.GetRequiredService<IBlobStore>();
            var mark = await blobs.IdentityFile.ReadAsync(TestContext.Current.CancellationToken);
            var database = await server.Services.GetRequiredService<Database>().ReadAsync(InstallationTable.ReadAsync, TestContext.Current.CancellationToken);
            Assert.Equal((database.Id, database.Watermark), (mark!.Owner, mark.Watermark));
            await server.StopAsync();
            // A dump of yesterday.
            await blobs.IdentityFile.WriteAsync(mark with { Watermark = mark.Watermark + 100 }, TestContext.Current.CancellationToken);
        }

        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(home));

        Assert.Contains("older than the blobs", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as it was left", null)]
    [InlineData("with other blobs", "lacks the bytes of")]
    [InlineData("without rows", "does not know")]
    public async Task Installation_of_an_earlier_version_is_marked_only_when_its_parts_plainly_belong_together(string state, string? refusal)
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home);
        File.Delete(Path.Combine(home.Directory, "blobs", "installation"));
        var blobs = UsedFolder.BlobsOf(home.Directory);
        if (state == "with other blobs") foreach (var blob in blobs) File.Move(blob, Path.Combine(Path.GetDirectoryName(blob)!, BlobKey.New().Value));
        if (state == "without rows")
        {
            await using var database = new SqliteDatabase(Path.Combine(home.Directory, "parhelion.db"), Durability.Os, TimeProvider.System);
            await database.WriteAsync(async session => await session.Sql("DELETE FROM attachments").ExecuteAsync(), TestContext.Current.CancellationToken);
        }

        if (refusal is not null)
        {
            Assert.Contains(refusal, (await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(home))).Message, StringComparison.Ordinal);
            Assert.Equal(blobs.Length, UsedFolder.BlobsOf(home.Directory).Length);
            return;
        }

        await using var server = await ServeAsync(home);
        Assert.True(File.Exists(Path.Combine(home.Directory, "blobs", "installation")));
    }

    // Every living row would seem to be lost.
    [Theory]
    [InlineData(HomeKind.SqliteDisk, true)]
    [InlineData(HomeKind.PostgresCeph, true)]
    [InlineData(HomeKind.PostgresCeph, false)]
    [InlineData(HomeKind.PostgresSwift, false)]
    public async Task Verbs_with_the_wrong_store_say_so_and_call_nothing_lost(HomeKind kind, bool isMarked)
    {
        await using var mine = await Home.OpenAsync(kind);
        await using var other = await Home.OpenAsync(kind);
        await FillAsync(mine);
        if (isMarked) await FillAsync(other);
        Exchange(mine, other);
        string[] settings = [$"--Parhelion:DataDirectory={mine.Directory}", .. mine.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];
        var expected = isMarked ? "belong to installation" : "has no identity file, and lacks the bytes of 12 of the 12 attachments";

        foreach (var verb in (string[][])[["verify"], ["verify", "--bytes"], ["migrate", $"--To:DataDirectory={mine.Directory}-new"]])
        {
            var run = await VerbRun.OfAsync([.. verb, .. settings]);
            Assert.Equal(2, run.ExitCode);
            Assert.Null(run.FaultOfFailure());
            Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
        }

        Directory.Delete($"{mine.Directory}-new", recursive: true);
        var taken = await VerbRun.OfAsync(["quarantine", "take", .. settings]);
        Assert.Equal(2, taken.ExitCode);
        Assert.Contains(isMarked ? expected : "lost its identity file", taken.Errors, StringComparison.Ordinal);
        var anyway = await VerbRun.OfAsync(["verify", "--anyway", .. settings]);
        Assert.Equal(1, anyway.ExitCode);
        Assert.Contains("missing blob", anyway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ends_with_one_sentence_when_the_store_fails()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home);
        // Nobody listens there.
        foreach (var (name, value) in ((string, string)[])[("Provider", "S3"), ("S3:Endpoint", "http://127.0.0.1:9"), ("S3:Bucket", "no-such-bucket"), ("S3:AccessKey", "a"), ("S3:SecretKey", "b")])
        {
            home.Settings[$"Blobs:{name}"] = value;
        }

        var (exitCode, output) = await home.VerifyAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("Parhelion:Blobs:S3:Bucket is 'no-such-bucket'", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public async Task Move_leaves_a_store_of_another_installation_alone()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using var other = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home);
        await FillAsync(other);
        foreach (var file in Directory.GetFiles(other.Directory)) File.Delete(file);
        var mark = await File.ReadAllTextAsync(Path.Combine(other.Directory, "blobs", "installation"), TestContext.Current.CancellationToken);

        var (exitCode, output) = await VerbRun.RunAsync("migrate", $"--Parhelion:DataDirectory={home.Directory}", $"--To:DataDirectory={other.Directory}");

        Assert.Equal(2, exitCode);
        Assert.Contains("The new store belongs to another installation", output, StringComparison.Ordinal);
        Assert.Equal(mark, await File.ReadAllTextAsync(Path.Combine(other.Directory, "blobs", "installation"), TestContext.Current.CancellationToken));
    }

    // The first has the other's store from now on.
    private static void Exchange(Home one, Home other)
    {
        foreach (var (name, value) in other.Settings.Where(setting => setting.Key.StartsWith("Blobs:", StringComparison.Ordinal))) one.Settings[name] = value;
        if (one.Settings.ContainsKey("Blobs:Provider")) return;
        if (Directory.Exists(Path.Combine(one.Directory, "blobs"))) Directory.Delete(Path.Combine(one.Directory, "blobs"), recursive: true);
        Directory.Move(Path.Combine(other.Directory, "blobs"), Path.Combine(one.Directory, "blobs"));
    }

    private static async Task FillAsync(Home home)
    {
        await using var server = await ServeAsync(home);
        for (var i = 0; i < 12; i++) await Uploads.UploadAsync(server, "hello"u8.ToArray(), "a.txt");
    }

    private static Task<ParhelionServer> ServeAsync(Home home) => ParhelionServer.StartAsync(
        options =>
        {
            home.Configure(options);
            BlobFiles.Choose(options);
        },
        TestContext.Current.CancellationToken);
}
