using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>Ten callers upload, read and delete through two nodes while the database is cut off and restarted, the store misbehaves and nodes are
/// killed. What they saw must have an order that explains it: in full when nodes remember nothing (<c>Database:MemorySeconds=0</c>), and
/// otherwise but for what a node may still show for five seconds after another has deleted it.</summary>
public sealed class LinearizabilityTests
{
    private const int Callers = 10;

    // How many calls there are between two misfortunes. Not how much time: a machine that is busy with something else takes longer for them.
    private const int LeastCalls = 20;
    private const int MostCalls = 60;

    private readonly History history = new();
    private readonly ConcurrentQueue<(string Path, string Text)> known = new();
    private int unknown;

    /// <summary>How long nodes remember: one of both, or both with <c>./run test --all</c>.</summary>
    public static TheoryData<int> Memory => [.. Sampling.Some([0, 5], 1)];

    [Theory]
    [MemberData(nameof(Memory))]
    public async Task What_callers_saw_has_an_order(int memorySeconds)
    {
        await using var nodes = await NodesUnderFaults.StartAsync(Settings(memorySeconds));
        await SufferAsync(nodes, memorySeconds, Sampling.Times(5, 16));
        var (exitCode, output) = await nodes.SettleAsync();
        Assert.True(exitCode == 0, output);
    }

    /// <summary>How long nodes remember where one of them has a wrong clock: both with <c>./run test --all</c>.</summary>
    public static TheoryData<int> MemoryWithWrongClock => Sampling.IsWhole ? [0, 5] : [0];

    [Theory]
    [MemberData(nameof(MemoryWithWrongClock))]
    public async Task What_callers_saw_has_an_order_when_the_clock_of_a_node_is_five_minutes_ahead(int memorySeconds)
    {
        await using var nodes = await NodesUnderFaults.StartAsync(TimeSpan.FromMinutes(5), Settings(memorySeconds));
        await SufferAsync(nodes, memorySeconds, Sampling.Times(5, 32));
    }

    private static string[] Settings(int memorySeconds) => ["Durability=Full", "MediaBaseUrl=http://media.example", $"Database:MemorySeconds={memorySeconds}"];

    private async Task SufferAsync(NodesUnderFaults nodes, int memorySeconds, int misfortunes)
    {
        var seed = Random.Shared.Next();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => CallAsync(nodes, new Random(seed + caller), stop.Token)).ToList();
        var random = new Random(seed - 1);
        for (var misfortune = 0; misfortune < misfortunes; misfortune++)
        {
            var enough = history.Count + random.Next(LeastCalls, MostCalls);
            await Uploads.WaitAsync(() => Task.FromResult(history.Count >= enough), () => $"Only {history.Count} calls in two minutes, and {enough} were expected.", seconds: 120);
            await nodes.SufferAsync(random);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"seed {seed}: {known.Count} uploads, {history.Count} reads and deletions, {unknown} calls without an answer; " +
            $"seen at most {history.Latest().TotalMilliseconds:F0} ms after its deletion; {string.Join(", ", nodes.Done.Select(pair => $"{pair.Value} x {pair.Key}"))}");
        Assert.Empty(history.Faults(memorySeconds == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(memorySeconds)));
    }

    private async Task CallAsync(NodesUnderFaults nodes, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = random.Next(nodes.Count);
            if (nodes.Node(number) is not { } node) await Task.Delay(10, CancellationToken.None);
            else if (known.IsEmpty || random.Next(4) == 0) await UploadAsync(node);
            else await UseAsync(node, number, Recent(random), random.Next(4) == 0 ? CallKind.Delete : CallKind.Read);
        }
    }

    // Among the youngest, so that callers meet.
    private (string Path, string Text) Recent(Random random)
    {
        var all = known.ToArray();
        return all[^random.Next(1, Math.Min(all.Length, 6) + 1)];
    }

    private async Task UploadAsync(ServerProcess node)
    {
        var text = Guid.NewGuid().ToString();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        var (status, path) = await TryAsync(async () => await node.UploadAsync(content, "a.txt"), (0, null));
        if (status == 201) known.Enqueue((path!, text));
    }

    private Task UseAsync(ServerProcess node, int number, (string Path, string Text) attachment, CallKind kind) =>
        history.RunAsync(attachment.Path, kind, number, async () =>
        {
            var status = kind == CallKind.Read ? await ReadAsync(node, attachment) : await DeleteAsync(node, attachment.Path);
            return status switch { HttpStatusCode.OK => true, HttpStatusCode.NotFound => false, _ => null };
        });

    private Task<HttpStatusCode> ReadAsync(ServerProcess node, (string Path, string Text) attachment) => TryAsync(
        async () =>
        {
            using var response = await node.Client.GetAsync(attachment.Path);
            if (response.StatusCode == HttpStatusCode.OK) Assert.Equal(attachment.Text, await response.Content.ReadAsStringAsync());
            return response.StatusCode;
        },
        default);

    private Task<HttpStatusCode> DeleteAsync(ServerProcess node, string path) => TryAsync(
        async () =>
        {
            using var response = await node.Client.PostAsJsonAsync($"/v2/apps/{node.AppId}/attachments/remove", new { mediaUrl = $"http://media.example{path}" });
            return response.StatusCode;
        },
        default);

    // No answer, or one of a server that could not do it: nobody knows.
    private async Task<T> TryAsync<T>(Func<Task<T>> call, T fallback)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or ObjectDisposedException)
        {
            Interlocked.Increment(ref unknown);
            return fallback;
        }
    }
}
