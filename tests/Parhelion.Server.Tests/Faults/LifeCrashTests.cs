using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary><c>kill -9</c> in the middle of chats and of every kind of deletion, by ten callers at once. Cascades are cut into the smallest
/// pieces, so that each kill meets some of them half done.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="sampleRounds">How often it is killed by default.</param>
/// <param name="wholeRounds">How often with <c>./run test --all</c>.</param>
public abstract class LifeCrashTests(HomeKind kind, int sampleRounds, int wholeRounds) : IAsyncLifetime
{
    private const int Callers = 10;

    // The port changes from start to start; media URLs must not.
    private static readonly string[] Settings = ["Durability=Os", "Deletion:StepRows=40", "MediaBaseUrl=http://media.example", .. StoredPictures.Settings];

    private readonly int rounds = Sampling.Times(sampleRounds, wholeRounds);
    private readonly LifeRecord record = new();
    private Home home = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(kind);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task What_was_answered_holds_after_every_crash()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await home.StartProcessAsync([.. Settings, .. home.EarlySweep]);
            var budget = new Budget(random.Next(50, 250));
            var load = Enumerable.Range(0, Callers).Select(index => LoadAsync(server, new Random(seed + (round * Callers) + index), budget)).ToList();
            await budget.SpentAsync(load);
            server.Kill();
            await Task.WhenAll(load);
        }

        home.MakeBlobsOlder(TimeSpan.FromMinutes(2));
        await StoredPictures.EndLeasesAsync(home);
        await using var last = await home.StartProcessAsync([.. Settings, .. home.EarlySweep]);
        var chat = new Chat(last.Client, last.AppId);
        await record.CheckAsync(chat);
        foreach (var picture in record.Attachments.Where(attachment => Caller.IsPicture(attachment.Id)))
        {
            Assert.Equal(picture.Lives, await StoredPictures.IsServedAsync(last.Client, new Uri(picture.Id).AbsolutePath));
        }

        var renditions = await StoredPictures.CheckAsync(home);
        var verified = await home.VerifyWhenSweptAsync();
        Assert.True(verified.ExitCode == 0, verified.Output);
        await record.CheckReceiptsAsync(chat, mayHoldOthers: true);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{record.Attachments.Count} attachments, {record.Attachments.Count(attachment => !attachment.Lives)} of them gone, {renditions} renditions, {record.Messages.Count} messages");
        Assert.True(record.Attachments.Count(attachment => !attachment.Lives) > rounds, "Hardly anything was deleted: this shows nothing.");
    }

    // Until the server is gone.
    private async Task LoadAsync(ServerProcess server, Random random, Budget budget)
    {
        var caller = new Caller(new Chat(server.Client, server.AppId), record, random, hasPictures: true);
        try
        {
            while (true)
            {
                await caller.ActAsync();
                budget.Spend();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // The server was killed; what was under way may or may not have happened.
        }
    }
}

public sealed class SqliteLifeCrashTests() : LifeCrashTests(HomeKind.SqliteDisk, 5, 25);

public sealed class PostgresLifeCrashTests() : LifeCrashTests(HomeKind.PostgresDisk, 2, 6);

public sealed class SqliteCephLifeCrashTests() : LifeCrashTests(HomeKind.SqliteCeph, 1, 3);

public sealed class PostgresSwiftLifeCrashTests() : LifeCrashTests(HomeKind.PostgresSwift, 1, 2);
