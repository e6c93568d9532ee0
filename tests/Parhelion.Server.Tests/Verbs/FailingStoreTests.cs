using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Parhelion.Core.Blobs;
using Parhelion.S3;
using Parhelion.S3.Tests;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>Every verb that touches a store, every misbehaviour, from every request on: it ends with one sentence on stderr and a documented exit code, and calls
/// nothing lost. CI takes some of them, others each time.</summary>
public sealed class FailingStoreTests
{
    private const int Files = 4;
    private const int InQuarantine = 3;
    private const int OfEachPair = 2;

    // After these a verb cannot have done its work.
    private static readonly Lie[] Misbehaviours =
    [
        Lie.Page, Lie.NotFoundPage, Lie.BareNotFound, Lie.BareOk, Lie.NoContent, Lie.PartialPage, Lie.OddXml, Lie.MadeUpTag, Lie.LostAnswer, Lie.FaultAfterwards, Lie.Forbidden, Lie.NoBucket,
    ];

    private static readonly string[] Reading = ["verify", "verify --bytes", "quarantine", "quarantine take", "migrate from", "migrate to"];

    // A sample has each verb and each misbehaviour at least once, in other pairs each time.
    private static readonly IReadOnlyList<(string Row, Lie Column)> Pairs = Sampling.Pairs([.. Reading, "adopt", "quarantine restore --all"], Misbehaviours);

    public static TheoryData<HomeKind> Kinds { get; } = [.. Home.Shared];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Verb_whose_store_fails_ends_with_a_sentence(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var files = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(home);
        await FillAsync(files);
        var scene = new Scene(home, files, await S3Engine.GetAsync(kind == HomeKind.PostgresCeph ? "ceph" : "swift"));

        // What changes the store comes later: the others must find it as it was.
        await scene.TryAsync(Reading);
        await scene.TryAsync(["adopt"]);
        await scene.TryAsync(["quarantine restore --all"]);

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', scene.Told));
        Assert.True(scene.Findings.IsEmpty, string.Join("\n\n", scene.Findings));
        Assert.True(scene.Told.Count > Reading.Length, "Hardly any verb has failed: this shows nothing.");
        await scene.TryProgramAsync();
        var last = await VerbRun.OfAsync(await scene.ArgumentsAsync("verify --bytes", scene.Store));
        Assert.Contains($"{Files} attachments", last.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("missing blob", last.Output, StringComparison.Ordinal);
        Assert.Equal(Files + InQuarantine, await scene.CountAsync());
    }

    [Fact]
    public async Task Verb_whose_store_does_not_answer_ends_after_30_seconds()
    {
        await using var files = await Home.OpenAsync(HomeKind.SqliteDisk);
        await FillAsync(files);
        // It takes connections, and nobody reads them.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string[] store = ["Provider=S3", $"S3:Endpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "S3:Bucket=files", "S3:AccessKey=a", "S3:SecretKey=b"];

        await Task.WhenAll(Reading.Append("adopt").Append("quarantine restore --all").Select(async verb =>
        {
            var data = $"--Parhelion:DataDirectory={files.Directory}";
            var section = verb == "migrate to" ? "To" : "Parhelion";
            var words = verb.StartsWith("migrate", StringComparison.Ordinal) ? ["migrate", $"--To:DataDirectory={files.Directory}-{verb[^2..]}"] : verb.Split(' ');
            var run = await VerbRun.OfAsync([.. words, data, .. store.Select(setting => $"--{section}:Blobs:{setting}")]);
            Assert.True(run.ExitCode == 2 && run.FaultOfFailure() is null && run.Errors.Contains("does not answer within 30 seconds", StringComparison.Ordinal), $"{verb}: {run}");
        }));

        foreach (var made in Directory.GetDirectories(Path.GetTempPath(), $"{Path.GetFileName(files.Directory)}-*")) Directory.Delete(made, recursive: true);
    }

    private static async Task FillAsync(Home home)
    {
        await using (var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < Files; i++) await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        }

        if (!home.Settings.ContainsKey("Blobs:Provider")) return;
        using var store = Open(home);
        for (var i = 0; i < InQuarantine; i++)
        {
            var key = BlobKey.New();
            await store.WriteAsync(key, PipeReader.Create(new(Uploads.Png)), null, TestContext.Current.CancellationToken);
            Assert.True(await store.Quarantine.QuarantineAsync(key, TestContext.Current.CancellationToken));
        }
    }

    private static S3BlobStore Open(Home home) => new(
        new S3Options
        {
            Endpoint = new Uri(home.Settings["Blobs:S3:Endpoint"]),
            Region = home.Settings["Blobs:S3:Region"],
            Bucket = home.Settings["Blobs:S3:Bucket"],
            AccessKey = home.Settings["Blobs:S3:AccessKey"],
            SecretKey = home.Settings["Blobs:S3:SecretKey"],
        },
        home.Directory);

    private sealed class Scene(Home home, Home files, S3Engine engine)
    {
        public Uri Store => engine.Endpoint;

        public ConcurrentQueue<string> Findings { get; } = [];

        // What the verbs said whose store failed.
        public ConcurrentQueue<string> Told { get; } = [];

        // Blobs in their places or in the quarantine; one that was being moved may be in both.
        public async Task<int> CountAsync()
        {
            using var store = Open(home);
            var places = store.ListAsync(TestContext.Current.CancellationToken).Where(entry => entry.State == BlobListingEntryKind.Complete);
            return (await places.Concat(store.Quarantine.ListAsync(TestContext.Current.CancellationToken)).Select(entry => entry.Key).ToHashSetAsync(cancellationToken: TestContext.Current.CancellationToken)).Count;
        }

        public async Task TryAsync(string[] verbs)
        {
            var cases = new List<(string Verb, Lie Lie, int Since)>();
            foreach (var verb in verbs)
            {
                // Those that change the store are not run to their end: a guess is enough for them.
                var requests = verb is "adopt" or "quarantine restore --all" ? 8 : await CountRequestsAsync(verb);
                cases.AddRange(Pairs.Where(pair => pair.Row == verb).SelectMany(pair => Sampling.Some(Enumerable.Range(0, requests), OfEachPair).Select(since => (verb, pair.Column, since))));
            }

            // Two that move the same blobs would each find some of them gone.
            var options = new ParallelOptions { MaxDegreeOfParallelism = verbs.Contains("quarantine restore --all") ? 1 : 16, CancellationToken = TestContext.Current.CancellationToken };
            await Parallel.ForEachAsync(cases, options, async (one, _) => await TryAsync(one.Verb, one.Lie, one.Since));
        }

        // The program itself, whose end by a signal only another process can see.
        public async Task TryProgramAsync()
        {
            await using var proxy = new LyingProxy(Store) { Since = 5, Lie = Lie.LostAnswer };
            var (exitCode, output) = await ServerProcess.RunAsync([.. await ArgumentsAsync("verify --bytes", proxy.Url)]);
            Assert.True(exitCode == 2, output);
            Assert.Contains("Parhelion:Blobs:S3:Bucket is", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }

        private async Task<int> CountRequestsAsync(string verb)
        {
            await using var proxy = new LyingProxy(Store);
            var run = await VerbRun.OfAsync(await ArgumentsAsync(verb, proxy.Url));
            Assert.True(run.ExitCode == 0, $"{verb}: {run}");
            return proxy.Requests;
        }

        private async Task TryAsync(string verb, Lie lie, int since)
        {
            await using var proxy = new LyingProxy(Store) { Since = since, Lie = lie };
            var run = await VerbRun.OfAsync(await ArgumentsAsync(verb, proxy.Url));
            var fault = proxy.Lies > 0 ? run.FaultOfFailure() : run.ExitCode == 0 ? null : "nothing was wrong";
            if (proxy.Lies > 0) Told.Enqueue($"{verb}, {lie} from request {since} on: {run.ExitCode} {run.Errors.Trim()}");
            if (fault is not null) Findings.Enqueue($"{verb}, {lie} from request {since} on: {fault}\n{run}");
        }

        // Each has a folder of its own, which a server and some verbs lock.
        public async Task<IEnumerable<string>> ArgumentsAsync(string verb, Uri store)
        {
            var settings = home.Settings.ToDictionary(StringComparer.Ordinal);
            settings["Blobs:S3:Endpoint"] = store.AbsoluteUri;
            settings["DataDirectory"] = Directory.CreateDirectory(Path.Combine(home.Directory, Guid.NewGuid().ToString("N"))).FullName;
            if (verb == "migrate to")
            {
                settings["Blobs:S3:Bucket"] = await engine.NewBucketAsync();
                return ["migrate", $"--Parhelion:DataDirectory={files.Directory}", .. In("To", settings.Where(setting => setting.Key == "DataDirectory" || setting.Key.StartsWith("Blobs", StringComparison.Ordinal)))];
            }

            var target = $"--To:DataDirectory={settings["DataDirectory"]}-new";
            return verb == "migrate from" ? ["migrate", target, .. In("Parhelion", settings)] : [.. verb.Split(' '), .. In("Parhelion", settings)];
        }

        private static IEnumerable<string> In(string section, IEnumerable<KeyValuePair<string, string>> settings) => settings.Select(setting => $"--{section}:{setting.Key}={setting.Value}");
    }
}
