using System.Collections.Concurrent;
using System.Net.Http.Json;
using Parhelion.Core.Webhooks;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary><c>kill -9</c> while messages are posted and told: whatever was acknowledged is told in the end, and in its order.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="sampleRounds">How often it is killed by default.</param>
/// <param name="wholeRounds">How often with <c>./run test --all</c>.</param>
public abstract class WebhookCrashTests(HomeKind kind, int sampleRounds, int wholeRounds) : IAsyncLifetime
{
    private const int Callers = 4;

    private readonly int rounds = Sampling.Times(sampleRounds, wholeRounds);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> acknowledged = new(StringComparer.Ordinal);
    private Home home = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(kind);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task Every_acknowledged_message_is_told_in_its_order()
    {
        var random = new Random(7);
        await using var receiver = await Receiver.StartAsync();
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await StartAsync();
            if (round == 0) await IntegrateAsync(server, receiver.Url);
            var budget = new Budget(random.Next(20, 100));
            var load = Enumerable.Range(0, Callers).Select(_ => TalkAsync(server, budget)).ToList();
            await budget.SpentAsync(load);
            server.Kill();
            await Task.WhenAll(load);
        }

        await using var last = await StartAsync();
        var expected = acknowledged.Values.SelectMany(ids => ids).ToHashSet(StringComparer.Ordinal);
        // What the killed one had taken is left alone for a while, where nodes share a database.
        await Uploads.WaitAsync(
            () => Task.FromResult(Told(receiver).IsSupersetOf(expected)),
            () => $"{expected.Except(Told(receiver), StringComparer.Ordinal).Count()} messages are not told",
            seconds: 30 + (int)WebhookOutbox.ClaimTime.TotalSeconds);
        foreach (var (conversation, ids) in acknowledged)
        {
            var order = receiver.Calls.Where(call => ConversationOf(call) == conversation).Select(MessageOf).Distinct(StringComparer.Ordinal).Where(expected.Contains);
            Assert.Equal(ids, order);
        }

        Assert.True(expected.Count > 12 * rounds, $"{expected.Count} messages are no load.");
    }

    private static HashSet<string> Told(Receiver receiver) => receiver.Calls.Select(MessageOf).ToHashSet(StringComparer.Ordinal);

    private static string MessageOf(Call call) => call.Payload.GetProperty("message").GetProperty("id").GetString()!;

    private static string ConversationOf(Call call) => call.Payload.GetProperty("conversation").GetProperty("id").GetString()!;

    private static async Task IntegrateAsync(ServerProcess server, string target)
    {
        using var response = await server.Client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/integrations", new { type = "custom", webhooks = new[] { new { target, triggers = new[] { "conversation:message" } } } }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
    }

    private Task<ServerProcess> StartAsync() => home.StartProcessAsync("Durability=Os", "Webhooks:AllowPrivateTargets=true");

    // In a conversation of one's own, one message after the other, until the server is gone.
    private async Task TalkAsync(ServerProcess server, Budget budget)
    {
        var chat = new Chat(server.Client, server.AppId);
        try
        {
            var conversation = (await chat.GroupAsync()).Id;
            while (true)
            {
                var (status, id) = await chat.PostAsync(conversation, null);
                Assert.Equal(201, status);
                acknowledged.GetOrAdd(conversation, _ => new ConcurrentQueue<string>()).Enqueue(id);
                budget.Spend();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // The server was killed.
        }
    }
}

public sealed class SqliteWebhookCrashTests() : WebhookCrashTests(HomeKind.SqliteDisk, 3, 8);

public sealed class PostgresWebhookCrashTests() : WebhookCrashTests(HomeKind.PostgresDisk, 2, 4);
