using System.Text;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>PostgreSQL beside a bucket that is not its own, older than it, or seen by a node whose clock is wrong: no object is erased, whatever is started.</summary>
public sealed class SharedBucketTests
{
    private const int Files = 6;

    public static TheoryData<HomeKind> Kinds { get; } = [.. Home.Shared];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Empty_and_foreign_databases_erase_nothing(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var other = await Home.OpenAsync(HomeKind.PostgresDisk);
        await using var empty = await Home.OpenAsync(HomeKind.PostgresDisk, hasSchema: false);
        var urls = await UploadAsync(home);
        // Another installation over PostgreSQL that has blobs of its own.
        await UploadAsync(other);
        var before = await NamesAsync(home);

        foreach (var (database, expected) in ((Home, string)[])[(empty, "missing, empty or new"), (other, "but the database belongs to installation")])
        {
            var right = UseDatabase(home, database.Settings["Database:ConnectionString"]);
            var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(home));
            Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
            foreach (var verb in (string[])["verify", "quarantine take"])
            {
                var run = await VerbRun.OfAsync([.. verb.Split(' '), .. Arguments(home)]);
                Assert.True(run.ExitCode == 2 && run.FaultOfFailure() is null, $"{verb}: {run}");
            }

            UseDatabase(home, right);
            Assert.Equal(before, await NamesAsync(home));
        }

        await AssertServedAsync(home, urls);
    }

    // A dump of yesterday, and the uploads of today in the bucket.
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Restored_older_dump_costs_no_later_upload(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var dump = await Home.OpenAsync(HomeKind.PostgresDisk, hasSchema: false);
        var urls = await UploadAsync(home);
        await RestoreAsync(home, dump);
        urls.AddRange(await UploadAsync(home));
        var before = await NamesAsync(home);

        var right = UseDatabase(home, dump.Settings["Database:ConnectionString"]);
        var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => ServeAsync(home));
        Assert.Contains("older than the blobs", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await NamesAsync(home));

        // The operator means it. What is young stays, and what has the age goes to the quarantine.
        var adopted = await VerbRun.OfAsync(["adopt", .. Arguments(home)]);
        Assert.True(adopted.ExitCode == 0, $"{adopted}");
        await using (var server = await ServeAsync(home))
        {
            var young = await server.Services.GetRequiredService<OrphanScan>().RunAsync(takesAny: false, TestContext.Current.CancellationToken);
            Assert.Equal((0, 0), (young.Quarantined, young.Erased));
            Assert.Equal(before, await NamesAsync(home));
            var old = await ScanLaterAsync(server);
            Assert.Equal((Files, 0), (old.Quarantined, old.Erased));
        }

        Assert.Equal(before.Count, (await NamesAsync(home)).Count);

        // The right database is found again.
        UseDatabase(home, right);
        Assert.Equal(0, (await VerbRun.OfAsync(["adopt", .. Arguments(home)])).ExitCode);
        await using (await ServeAsync(home))
        {
            // By the search that each start begins with.
            for (var round = 0; !before.SetEquals(await NamesAsync(home)); round++)
            {
                Assert.True(round < 600, "The blobs are not given back.");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        await AssertServedAsync(home, urls);
    }

    // With default settings: an orphan must have the age of an hour, and seven days in the quarantine.
    [Theory]
    [InlineData(HomeKind.PostgresCeph, 2)]
    [InlineData(HomeKind.PostgresSwift, 2)]
    [InlineData(HomeKind.PostgresSwift, 240)]
    public async Task Node_whose_clock_is_ahead_takes_no_upload_for_litter(HomeKind kind, int hours)
    {
        await using var home = await Home.OpenAsync(kind);
        var urls = await UploadAsync(home);
        var engine = await S3Engine.GetAsync(kind == HomeKind.PostgresCeph ? "ceph" : "swift");
        var bucket = home.Settings["Blobs:S3:Bucket"];
        // What another node is uploading: bytes that have no row yet, and parts that are no object yet. And what was put aside just now.
        var (whole, parts, aside) = (BlobNames.Of(BlobKey.New()), BlobNames.Of(BlobKey.New()), BlobNames.InQuarantine(BlobKey.New()));
        foreach (var name in (string[])[whole, aside]) await engine.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = name, ContentBody = "bytes", UseChunkEncoding = false }, TestContext.Current.CancellationToken);
        await engine.Client.InitiateMultipartUploadAsync(bucket, parts, TestContext.Current.CancellationToken);

        await using (var server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = new LateClock(TimeSpan.FromHours(-hours));
            },
            TestContext.Current.CancellationToken))
        {
            var found = await server.Services.GetRequiredService<OrphanScan>().RunAsync(takesAny: false, TestContext.Current.CancellationToken);
            Assert.Equal((0, 0, 0, 1), (found.Quarantined, found.Erased, found.Staged, found.Held));
        }

        var names = await engine.ContentsAsync(bucket);
        Assert.Contains(whole, names);
        Assert.Contains(aside, names);
        Assert.Contains($"{parts} (upload)", names);
        Assert.Equal(Files, names.Count - 3);
        await AssertServedAsync(home, urls);
    }

    // As the orphan worker does it when an hour has gone by.
    private static Task<OrphanScanResult> ScanLaterAsync(ParhelionServer server) => new OrphanScan(
        server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<IBlobStore>(), server.Services.GetRequiredService<InFlightUploadRegistry>(),
        new OrphanScanOptions { MinAge = TimeSpan.FromDays(-1), QuarantineTime = TimeSpan.FromDays(7) }).RunAsync(takesAny: false, TestContext.Current.CancellationToken);

    private static async Task<List<string>> UploadAsync(Home home)
    {
        await using var server = await ServeAsync(home);
        var urls = new List<string>();
        for (var i = 0; i < Files; i++) urls.Add(new Uri(await Uploads.UploadAsync(server, Encoding.UTF8.GetBytes($"file {i}"), "a.txt")).AbsolutePath);
        return urls;
    }

    // pg_dump and pg_restore in one statement: nobody is connected.
    private static async Task RestoreAsync(Home from, Home to)
    {
        var (source, target) = (new Npgsql.NpgsqlConnectionStringBuilder(from.Settings["Database:ConnectionString"]), new Npgsql.NpgsqlConnectionStringBuilder(to.Settings["Database:ConnectionString"]));
        await using var connection = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(source.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var text in (string[])[$"DROP DATABASE {target.Database}", $"CREATE DATABASE {target.Database} TEMPLATE {source.Database}"])
        {
            await using var command = new Npgsql.NpgsqlCommand(text, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    // Returns what was used before.
    private static string UseDatabase(Home home, string connectionString)
    {
        var before = home.Settings["Database:ConnectionString"];
        home.Settings["Database:ConnectionString"] = connectionString;
        return before;
    }

    private static string[] Arguments(Home home) => [$"--Parhelion:DataDirectory={home.Directory}", .. home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];

    private static async Task<SortedSet<string>> NamesAsync(Home home) =>
        new(await (await S3Engine.GetAsync(home.Kind == HomeKind.PostgresCeph ? "ceph" : "swift")).ContentsAsync(home.Settings["Blobs:S3:Bucket"]), StringComparer.Ordinal);

    private static async Task AssertServedAsync(Home home, List<string> paths)
    {
        await using var server = await ServeAsync(home);
        using var client = server.CreateAnonymousClient();
        for (var i = 0; i < paths.Count; i++) Assert.Equal($"file {i % Files}", await client.GetStringAsync(paths[i], TestContext.Current.CancellationToken));
    }

    private static Task<ParhelionServer> ServeAsync(Home home) => ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
}
