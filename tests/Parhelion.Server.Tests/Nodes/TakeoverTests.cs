using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>A node is killed in the middle of a cascade: another takes it over, with the part of the ledger that the dead one had taken.</summary>
public sealed class TakeoverTests
{
    private const int Messages = 240;

    private static readonly string[] Settings = ["Durability=Os", "Deletion:StepRows=40", "MediaBaseUrl=http://media.example"];

    [Fact]
    public async Task Cascade_of_a_killed_node_is_finished_by_another()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresSwift);
        await using var doomed = await home.StartProcessAsync(Settings);
        await using var other = await home.StartProcessInAsync(home.AddNode(), Settings);
        var (here, there) = (new Chat(doomed.Client, doomed.AppId), new Chat(other.Client, other.AppId));
        var user = (await here.UserAsync()).Id;
        var conversation = (await here.PersonalAsync(user)).Id;
        var urls = new string[Messages];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Messages), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) =>
            {
                urls[i] = (await here.UploadAsync(forMessage: true, text: $"file {i}")).Url;
                Assert.Equal(201, (await there.PostAsync(conversation, user, urls[i])).Status);
            });

        Assert.Equal(200, await here.DeleteUserAsync(user));
        doomed.Kill();
        Assert.True(await ErasedAsync(there) < Messages, "Nothing was left to take over.");

        foreach (var url in urls) Assert.False(await there.LivesAsync(url), url);
        var erased = 0;
        await Uploads.WaitAsync(
            async () => (erased = await ErasedAsync(there)) == Messages,
            () => $"{erased} of {Messages} are erased", seconds: 180);
        var (exitCode, output) = await home.VerifyAsync();
        Assert.True(exitCode == 0, output);
    }

    private static async Task<int> ErasedAsync(Chat chat) => (await chat.ReceiptsAsync()).Count(receipt => receipt.TryGetProperty("erasedAt", out _));
}
