using CsCheck;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Random lives of an app, held against <see cref="LifeModel"/>: every status on the way, and at the end everything that is left.</summary>
public sealed class ModelTests : IAsyncDisposable
{
    private const int Sequences = 64;

    private static readonly Gen<int[]> Life = Gen.Int[0, int.MaxValue - 1].Array[500, 700];

    private ParhelionServer server = null!;
    private HttpClient account = null!;
    private int operations;

    public async ValueTask DisposeAsync()
    {
        account.Dispose();
        await server.DisposeAsync();
    }

    // With steps as small as they can be, nearly every deletion leaves a cascade behind, and the next operations meet what it has not reached.
    [Theory]
    [InlineData(1000)]
    [InlineData(40)]
    public async Task Server_and_model_agree_after_every_life(int stepRows)
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Durability"] = "Os";
                options.Settings["Deletion:StepRows"] = $"{stepRows}";
            },
            TestContext.Current.CancellationToken);
        account = server.CreateAccountClient();

        await Life.SampleAsync(LiveAsync, iter: Sequences, threads: 2);

        TestContext.Current.TestOutputHelper!.WriteLine($"{operations} operations");
        Assert.True(operations >= 10_000, $"Only {operations} operations.");
    }

    private async Task LiveAsync(int[] choices)
    {
        var life = new ModelLife(await Chat.OfNewAppAsync(account), choices);
        while (await life.StepAsync()) Interlocked.Increment(ref operations);
        await life.CompareAsync();
        await Uploads.WaitAsync(
            () => life.Model.Attachments.TrueForAll(attachment => IsOnDisk(attachment.Url) == attachment.Lives),
            () => $"The disk does not agree on {life.Model.Attachments.First(attachment => IsOnDisk(attachment.Url) != attachment.Lives).Url}");
        await life.CompareReceiptsAsync();
        Assert.Equal(200, await life.Chat.DeleteAppAsync());
        await Uploads.WaitAsync(() => !life.Model.Attachments.Exists(attachment => IsOnDisk(attachment.Url)), () => "The app is gone and a file is still there");
    }

    private bool IsOnDisk(string url) => File.Exists(PathOf(new Uri(url).Segments[^2].TrimEnd('/')));

    private string PathOf(string token)
    {
        var head = System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(0, 4));
        return Path.Combine(server.DataDirectory, "blobs", $"{head[0]:x2}", $"{head[1]:x2}", token);
    }
}
