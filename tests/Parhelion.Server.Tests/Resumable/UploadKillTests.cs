using System.Security.Cryptography;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Resumable;

/// <summary><c>kill -9</c> at any moment under several resumable uploads: each offset that was told is still there, whole files are right, and nothing of an
/// upload is left after its time.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="sampleRounds">How often it is killed by default.</param>
/// <param name="wholeRounds">How often with <c>./run test --all</c>.</param>
public abstract class UploadKillTests(HomeKind kind, int sampleRounds, int wholeRounds) : IAsyncLifetime
{
    private const int AtOnce = 5;

    private readonly int rounds = Sampling.Times(sampleRounds, wholeRounds);
    private readonly List<KilledUpload> all = [];
    private readonly List<KilledUpload> open = [];
    private Home home = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(kind);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task No_offset_that_was_told_is_taken_back()
    {
        var random = new Random(Sampling.Seed);
        for (var round = 0; round < rounds; round++)
        {
            // A scan for left-over files at each start, which takes whatever it may.
            await using var server = await home.StartProcessAsync(home.ShortOrphanAge);
            foreach (var upload in open) await upload.CheckAsync(server);
            Refill(random);
            var budget = new Budget(random.Next(1, 25));
            var load = open.Select(upload => upload.SendAsync(server, budget)).ToList();
            await budget.SpentAsync(load);
            server.Kill();
            await Task.WhenAll(load);
        }

        await CheckFilesAsync();
        await ForgetRestAsync();
        var verified = await home.VerifyWhenSweptAsync();
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    private void Refill(Random random)
    {
        open.RemoveAll(upload => upload.MediaPath is not null);
        while (open.Count < AtOnce)
        {
            open.Add(new KilledUpload(new Random(random.Next())));
            all.Add(open[^1]);
        }
    }

    // Completes all but one, and reads every whole file.
    private async Task CheckFilesAsync()
    {
        await using var server = await home.StartProcessAsync(home.ShortOrphanAge);
        Refill(new Random(Sampling.Seed + 1));
        foreach (var upload in open[1..]) await upload.SendAsync(server, new Budget(int.MaxValue));
        var whole = all.Where(upload => upload.MediaPath is not null).ToList();
        foreach (var upload in whole)
        {
            await using var file = await server.Client.GetStreamAsync(upload.MediaPath, TestContext.Current.CancellationToken);
            Assert.Equal(upload.Hash, await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken));
        }

        await open[0].CheckAsync(server);
        var tellings = all.Sum(upload => upload.Tellings);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Sampling.Seed}: {rounds} rounds, {all.Count} uploads, {whole.Count} whole files, {tellings} offsets told");
        Assert.InRange(whole.Count, AtOnce - 1, int.MaxValue);
        Assert.InRange(tellings, rounds, int.MaxValue);
    }

    private async Task ForgetRestAsync()
    {
        if (kind == HomeKind.SqliteDisk)
        {
            // Its clock says tomorrow: what is not whole expires.
            await using var tomorrow = await home.StartProcessInAsync(home.Directory, TimeSpan.FromHours(25), home.ShortOrphanAge);
            await Uploads.WaitAsync(() => Directory.GetFiles(Path.Combine(home.Directory, "partial")).Length == 0, () => "Bytes of expired uploads are left.");
            return;
        }

        // The time of nodes is that of the database, which the test cannot move.
        await using var server = await home.StartProcessAsync(home.ShortOrphanAge);
        foreach (var upload in all) await upload.EndAsync(server);
    }
}

public sealed class SqliteUploadKillTests() : UploadKillTests(HomeKind.SqliteDisk, 4, 50);

public sealed class PostgresCephUploadKillTests() : UploadKillTests(HomeKind.PostgresCeph, 1, 10);

public sealed class PostgresSwiftUploadKillTests() : UploadKillTests(HomeKind.PostgresSwift, 1, 10);
