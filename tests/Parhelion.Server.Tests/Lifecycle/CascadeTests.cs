using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Workers;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Deletions too large for one transaction. No worker runs here: the test works them off piece by piece, and looks between the pieces.</summary>
/// <param name="kind">Where the server lives.</param>
/// <param name="messages">How many messages each of two conversations has. What a piece may touch grows with it, so there are as many pieces; 60 messages make the smallest that
/// is allowed.</param>
public abstract class CascadeTests(HomeKind kind, int messages) : IAsyncLifetime
{
    private readonly List<string> urls = [];
    private Home home = null!;

    // Rows that a piece may touch: few against those of one deletion.
    private int StepRows => messages * 2 / 3;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(kind);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task All_of_it_is_out_of_reach_before_any_piece_is_worked_off()
    {
        await using var server = await StartAsync();
        var chat = Chat.Of(server);
        var (user, personal, group) = await FillAsync(chat);

        Assert.Equal(200, await chat.DeleteUserAsync(user));

        foreach (var url in urls) Assert.False(await chat.LivesAsync(url));
        Assert.Null(await chat.MessagesAsync(personal));
        Assert.Empty((await chat.MessagesAsync(group))!);
        Assert.Equal(400, (await chat.PostAsync(group, null, urls[^1])).Status);
        Assert.True(await CountAsync(server, "messages") > messages, "The cascade is no cascade: its first piece was all of it.");
    }

    [Fact]
    public async Task No_piece_is_larger_than_it_may_be_and_each_brings_it_forward()
    {
        await using var server = await StartAsync();
        var chat = Chat.Of(server);
        var (user, _, _) = await FillAsync(chat);
        await chat.DeleteUserAsync(user);
        var removal = server.Services.GetRequiredService<DeletionService>();
        var before = await RowsAsync(server);
        var steps = 0;

        for (; await removal.StepAsync(TestContext.Current.CancellationToken); steps++)
        {
            var after = await RowsAsync(server);
            // A row that leaves and the entry that the ledger gains for it are two.
            Assert.InRange((before.Living - after.Living) + (after.Ledger - before.Ledger), 1, StepRows);
            before = after;
        }

        Assert.True(steps > 5, $"{steps} steps are no cascade.");
        Assert.Equal(0, await CountAsync(server, "messages") + await CountAsync(server, "message_attachments") + await CountAsync(server, "attachments") + await CountAsync(server, "cascades"));
        Assert.Equal(urls.Count, await CountAsync(server, "removals"));
        // The group stays, with the one who has not left it.
        Assert.Equal(1, await CountAsync(server, "participants"));
        Assert.Equal(1, await CountAsync(server, "conversations"));
    }

    [Fact]
    public async Task Cascade_goes_on_after_a_restart_where_it_has_stopped()
    {
        string user;
        await using (var first = await StartAsync())
        {
            var chat = Chat.Of(first);
            (user, _, _) = await FillAsync(chat);
            await chat.DeleteUserAsync(user);
            await first.Services.GetRequiredService<DeletionService>().StepAsync(TestContext.Current.CancellationToken);
        }

        for (var round = 0; round < 3; round++)
        {
            await using var again = await StartAsync();
            foreach (var url in urls) Assert.False(await Chat.Of(again).LivesAsync(url));
            await again.Services.GetRequiredService<DeletionService>().StepAsync(TestContext.Current.CancellationToken);
        }

        await using var last = await StartAsync(withWorker: true);
        await Uploads.WaitAsync(async () => (await Uploads.StoredAsync(last)).Count == 0, () => "The cascade does not come to its end");
        var receipts = await Chat.Of(last).ReceiptsAsync();
        Assert.Equal(urls.Count, receipts.Count(receipt => receipt.GetProperty("reason").GetString() == "user_deleted"));
        // All of it was asked for at one moment, whenever its piece had its turn.
        Assert.Single(receipts.Select(receipt => receipt.GetProperty("requestedAt").GetString()).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Small_deletion_does_not_wait_behind_a_large_one()
    {
        // However fast the pieces are: the clock does not tell them apart.
        await using var server = await StartAsync(clock: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        var chat = Chat.Of(server);
        var (large, _, _) = await FillAsync(chat);
        var second = (await chat.GroupAsync()).Id;
        var small = new List<string>();
        for (var i = 0; i < 30; i++) small.Add((await PostAsync(chat, second, null)).Url);
        await chat.DeleteUserAsync(large);
        await chat.DeleteConversationAsync(second);
        var removal = server.Services.GetRequiredService<DeletionService>();

        while (await CountAsync(server, "cascades") == 2) await removal.StepAsync(TestContext.Current.CancellationToken);

        // One is through, and it is the small one.
        Assert.Equal(small.Count, (await chat.ReceiptsAsync()).Count(receipt => receipt.GetProperty("reason").GetString() == "conversation_deleted"));
        Assert.True(await CountAsync(server, "messages") > messages);
    }

    [Fact]
    public async Task Each_kind_of_deletion_leaves_no_row_behind()
    {
        await using var server = await StartAsync(withWorker: true);
        var account = server.CreateAccountClient();
        foreach (var delete in new Func<Chat, string, string, string, Task<int>>[]
        {
            (chat, _, _, group) => chat.DeleteConversationAsync(group),
            (chat, _, personal, _) => chat.DeleteMessagesAsync(personal),
            (chat, user, _, _) => chat.DeleteUserAsync(user),
            (chat, _, _, _) => chat.DeleteAppAsync(),
        })
        {
            var chat = await Chat.OfNewAppAsync(account);
            var (user, personal, group) = await FillAsync(chat);
            Assert.Equal(200, await delete(chat, user, personal, group));
            await chat.DeleteAppAsync();
        }

        await account.DeleteAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken);
        string[] tables = ["users", "conversations", "participants", "messages", "message_attachments", "attachments", "cascades"];
        foreach (var table in tables) await WaitForNoneAsync(server, table);
    }

    private async Task<ParhelionServer> StartAsync(bool withWorker = false, TimeProvider? clock = null) => await ParhelionServer.StartAsync(
        options =>
        {
            home.Configure(options);
            options.Settings["Durability"] = "Os";
            options.Settings["Deletion:StepRows"] = $"{StepRows}";
            options.TimeProvider = clock ?? options.TimeProvider;
            if (withWorker) return;
            options.ConfigureServices = services => services.Remove(services.Single(service => service.ImplementationType == typeof(ErasureWorker)));
        },
        TestContext.Current.CancellationToken);

    // A user with a personal conversation and messages in a group that somebody else is in, too.
    private async Task<(string User, string Personal, string Group)> FillAsync(Chat chat)
    {
        var user = (await chat.UserAsync()).Id;
        var personal = (await chat.PersonalAsync(user)).Id;
        var group = (await chat.GroupAsync(user, (await chat.UserAsync()).Id)).Id;
        for (var i = 0; i < messages; i++)
        {
            urls.Add((await PostAsync(chat, personal, null)).Url);
            urls.Add((await PostAsync(chat, group, user)).Url);
        }

        return (user, personal, group);
    }

    private static async Task<(string Url, string Id)> PostAsync(Chat chat, string conversation, string? user)
    {
        var url = (await chat.UploadAsync(forMessage: true)).Url;
        var (status, id) = await chat.PostAsync(conversation, user, url);
        Assert.Equal(201, status);
        return (url, id);
    }

    private static async Task<(long Living, long Ledger)> RowsAsync(ParhelionServer server)
    {
        long living = 0;
        foreach (var table in new[] { "messages", "message_attachments", "attachments", "participants", "clients", "client_associations", "conversations" }) living += await CountAsync(server, table);
        return (living, await CountAsync(server, "removals"));
    }

    private static async Task<long> CountAsync(ParhelionServer server, string table) => await server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => session.Sql($"SELECT COUNT(*) FROM {table}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private static async Task WaitForNoneAsync(ParhelionServer server, string table)
    {
        var count = 0L;
        await Uploads.WaitAsync(async () => (count = await CountAsync(server, table)) == 0, () => $"{count} rows are left in {table}", seconds: 60);
    }
}

public sealed class SqliteCascadeTests() : CascadeTests(HomeKind.SqliteDisk, Sampling.Times(60, 150));

public sealed class PostgresCascadeTests() : CascadeTests(HomeKind.PostgresDisk, Sampling.Times(60, 150));

public sealed class SqliteCephCascadeTests() : CascadeTests(HomeKind.SqliteCeph, 60);

public sealed class PostgresSwiftCascadeTests() : CascadeTests(HomeKind.PostgresSwift, 60);
