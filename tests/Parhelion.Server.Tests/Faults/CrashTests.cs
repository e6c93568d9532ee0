using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Server.Tests.Homes;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary><c>kill -9</c> at any moment: what was acknowledged is there, what was removed stays removed, nothing is left over. The same holds of the
/// renditions of pictures, which are made meanwhile.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="sampleRounds">How often it is killed by default.</param>
/// <param name="wholeRounds">How often with <c>./run test --all</c>.</param>
public abstract class CrashTests(HomeKind kind, int sampleRounds, int wholeRounds) : IAsyncLifetime
{
    private const int Uploaders = 6;

    // One of so many uploads is a picture.
    private const int Pictures = 10;

    // More on request: CRASH_ROUNDS=2000.
    private readonly int rounds = int.TryParse(Environment.GetEnvironmentVariable("CRASH_ROUNDS"), out var asked) ? asked : Sampling.Times(sampleRounds, wholeRounds);

    private readonly ConcurrentDictionary<string, byte[]> living = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> removed = new(StringComparer.Ordinal);
    private Home home = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(kind);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_nothing_removed_returns()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var acknowledged = 0;
        for (var round = 0; round < rounds; round++)
        {
            // A scan for left-over files at each start, which takes whatever it may.
            await using var server = await home.StartProcessAsync([home.ShortOrphanAge, .. StoredPictures.Settings]);
            await CheckAsync(server, living.Keys.Order(StringComparer.Ordinal).Skip(Math.Max(0, living.Count - 200)));
            var budget = new Budget(random.Next(1, 120));
            var load = Enumerable.Range(0, Uploaders).Select(index => LoadAsync(server, new Random(seed + (round * Uploaders) + index), budget)).ToList();
            await budget.SpentAsync(load);
            server.Kill();
            await Task.WhenAll(load);
        }

        acknowledged = living.Count + removed.Count;
        Assert.True(acknowledged > rounds * 5, $"Only {acknowledged} uploads: the load is no load.");
        TestContext.Current.TestOutputHelper!.WriteLine($"{acknowledged} acknowledged, {removed.Count} removed");
        // Blobs on a disk can be made older; those in a bucket have to get as old as it takes where nodes share a database.
        home.MakeBlobsOlder(TimeSpan.FromMinutes(2));
        await StoredPictures.EndLeasesAsync(home);
        await using var last = await home.StartProcessAsync([.. StoredPictures.Settings, .. home.EarlySweep]);
        await CheckAsync(last, living.Keys);
        foreach (var path in living.Keys.Where(IsPicture)) Assert.True(await StoredPictures.IsServedAsync(last.Client, path), $"{path} has no rendition");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{living.Keys.Count(IsPicture)} pictures, {await StoredPictures.CheckAsync(home)} renditions, {removed.Keys.Count(IsPicture)} pictures removed");
        // Many crashes leave more blobs without a row than the server moves by itself.
        if (rounds > wholeRounds) Assert.Equal(0, (await home.TakeOrphansAsync()).ExitCode);
        var verified = await home.VerifyWhenSweptAsync();
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    private async Task CheckAsync(ServerProcess server, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!living.TryGetValue(path, out var hash)) continue;
            var bytes = await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(hash, SHA256.HashData(bytes));
        }

        foreach (var (path, isCertain) in removed.Where(pair => pair.Value).TakeLast(50))
        {
            using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode == 404 && isCertain, $"{path} is back: {response.StatusCode}");
            if (IsPicture(path)) Assert.False(await StoredPictures.IsServedAsync(server.Client, path), $"A rendition of {path} is back");
        }
    }

    private static bool IsPicture(string path) => path.EndsWith(".png", StringComparison.Ordinal);

    // Until the server is gone. A removal that was not answered may or may not have happened: nothing is claimed of it.
    private async Task LoadAsync(ServerProcess server, Random random, Budget budget)
    {
        try
        {
            for (var count = random.Next(Pictures); ; count++)
            {
                var isPicture = count % Pictures == 0;
                var bytes = isPicture ? StoredPictures.Next(random) : Encoding.ASCII.GetBytes(new string((char)('a' + random.Next(26)), random.Next(3) == 0 ? random.Next(1, 1_000_000) : random.Next(1, 8_000)));
                var (status, path) = await server.UploadAsync(new ByteArrayContent(bytes), isPicture ? "crash.png" : "crash.txt");
                Assert.Equal(201, status);
                living[path!] = SHA256.HashData(bytes);
                budget.Spend();
                // Also in the middle of the making.
                if (isPicture && random.Next(2) == 0) Assert.True(await StoredPictures.IsServedAsync(server.Client, path!));
                if (random.Next(3) != 0) continue;
                living.TryRemove(path!, out _);
                removed[path!] = false;
                Assert.Equal(200, await server.RemoveAsync(path!));
                removed[path!] = true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // The server was killed.
        }
    }
}

public sealed class SqliteCrashTests() : CrashTests(HomeKind.SqliteDisk, 7, 50);

public sealed class PostgresCrashTests() : CrashTests(HomeKind.PostgresDisk, 3, 8);

public sealed class SqliteCephCrashTests() : CrashTests(HomeKind.SqliteCeph, 2, 4);

public sealed class PostgresSwiftCrashTests() : CrashTests(HomeKind.PostgresSwift, 1, 3);
