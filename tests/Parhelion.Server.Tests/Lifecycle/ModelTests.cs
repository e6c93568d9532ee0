using CsCheck;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Random lives of an app, held against <see cref="LifeModel"/>: every status on the way, and at the end everything that is left.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="sampleLives">How many lives by default.</param>
/// <param name="wholeLives">How many with <c>./run test --all</c>.</param>
public abstract class ModelTests(HomeKind kind, int sampleLives, int wholeLives) : IAsyncDisposable
{
    private const int OperationsOfOne = 150;

    private static readonly Gen<int[]> Life = Gen.Int[0, int.MaxValue - 1].Array[500, 700];

    private readonly int sequences = Sampling.Times(sampleLives, wholeLives);
    private Home home = null!;
    private ParhelionServer server = null!;
    private HttpClient account = null!;
    private int operations;

    public async ValueTask DisposeAsync()
    {
        account.Dispose();
        await server.DisposeAsync();
        await home.DisposeAsync();
    }

    // With steps as small as they can be, nearly every deletion leaves a cascade behind, and the next operations meet what it has not reached.
    [Theory]
    [InlineData(1000)]
    [InlineData(40)]
    public async Task Server_and_model_agree_after_every_life(int stepRows)
    {
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
                options.Settings["Deletion:StepRows"] = $"{stepRows}";
            },
            TestContext.Current.CancellationToken);
        account = server.CreateAccountClient();

        await Life.SampleAsync(LiveAsync, iter: sequences, threads: 2);

        TestContext.Current.TestOutputHelper!.WriteLine($"{operations} operations");
        Assert.True(operations >= sequences * OperationsOfOne, $"Only {operations} operations.");
    }

    private async Task LiveAsync(int[] choices)
    {
        var life = new ModelLife(await Chat.OfNewAppAsync(account), choices);
        while (await life.StepAsync()) Interlocked.Increment(ref operations);
        await life.CompareAsync();
        ModelAttachment? odd = null;
        await Uploads.WaitAsync(
            async () => (odd = await FirstAsync(life.Model, async attachment => await Uploads.IsStoredAsync(server, attachment.Url) != attachment.Lives)) is null,
            () => $"The store does not agree on {odd!.Url}",
            seconds: 30);
        await life.CompareReceiptsAsync();
        Assert.Equal(200, await life.Chat.DeleteAppAsync());
        await Uploads.WaitAsync(
            async () => await FirstAsync(life.Model, attachment => Uploads.IsStoredAsync(server, attachment.Url)) is null, () => "The app is gone and a file is still there", seconds: 30);
    }

    private static async Task<ModelAttachment?> FirstAsync(LifeModel model, Func<ModelAttachment, Task<bool>> condition)
    {
        foreach (var attachment in model.Attachments)
        {
            if (await condition(attachment)) return attachment;
        }

        return null;
    }
}

public sealed class SqliteModelTests() : ModelTests(HomeKind.SqliteDisk, 10, 64);

public sealed class PostgresModelTests() : ModelTests(HomeKind.PostgresDisk, 4, 6);

public sealed class SqliteCephModelTests() : ModelTests(HomeKind.SqliteCeph, 2, 3);

public sealed class PostgresSwiftModelTests() : ModelTests(HomeKind.PostgresSwift, 2, 2);
