using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Many callers at once.</summary>
public abstract class ConcurrencyTests(HomeKind kind, int nodes = 1) : IAsyncLifetime
{
    private const int Callers = 10;

    // Of each caller.
    private static readonly int Operations = Sampling.Times(100, 300);

    private readonly List<ParhelionServer> others = [];
    private Home home = null!;
    private ParhelionServer server = null!;
    private Chat chat = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await StartAsync(home.Configure);
        while (others.Count < nodes - 1)
        {
            others.Add(await StartAsync(options =>
            {
                home.ConfigureAnotherNode(options);
                // Clocks differ.
                options.TimeProvider = new LateClock(TimeSpan.FromSeconds(3));
            }));
        }

        chat = nodes == 1 ? Chat.Of(server) : new Chat(TakingTurns.CreateClient([server, .. others]), server.AppId);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others) await other.DisposeAsync();
        await server.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Ten_callers_leave_a_state_that_all_their_answers_allow()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var record = new LifeRecord();
        using var again = new Repetitions();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async index =>
        {
            var caller = new Caller(chat, record, new Random(seed + index));
            for (var operation = 0; operation < Operations; operation++) await caller.ActAsync();
        }));

        TestContext.Current.TestOutputHelper!.WriteLine($"{again.Count} transactions were run again in this process");
        await record.CheckAsync(chat);
        await WaitForStoreAsync(record);
        await record.CheckReceiptsAsync(chat);
        Assert.True(record.Attachments.Count(attachment => !attachment.Lives) > Operations / 3, "Hardly anything was deleted: this shows nothing.");
    }

    public static TheoryData<string> Doors { get; } = new("attachment", "message", "conversation", "user");

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Of_ten_who_delete_the_same_one_is_told_that_it_is_done(string door)
    {
        var user = (await chat.UserAsync()).Id;
        var conversation = (await chat.GroupAsync(user)).Id;
        var url = (await chat.UploadAsync(forMessage: true)).Url;
        var message = (await chat.PostAsync(conversation, user, url)).Id;
        Func<Task<int>> delete = door switch
        {
            "attachment" => () => chat.RemoveAsync(url),
            "message" => () => chat.DeleteMessageAsync(conversation, message),
            "conversation" => () => chat.DeleteConversationAsync(conversation),
            _ => () => chat.DeleteUserAsync(user),
        };

        var statuses = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(delete)));

        Assert.Single(statuses, 200);
        Assert.Equal(Callers - 1, statuses.Count(status => status == 404));
        Assert.False(await chat.LivesAsync(url));
        Assert.Single(await chat.ReceiptsAsync());
    }

    // Either the message came first and its attachment lives, or it is refused and the attachment is gone.
    [Fact]
    public async Task Post_against_the_deletion_of_the_only_other_message_is_decided_one_way_or_the_other()
    {
        var conversation = (await chat.GroupAsync()).Id;
        for (var round = 0; round < Sampling.Times(60, 200); round++)
        {
            var url = (await chat.UploadAsync(forMessage: true)).Url;
            var first = (await chat.PostAsync(conversation, null, url)).Id;

            var delete = chat.DeleteMessageAsync(conversation, first);
            var post = await chat.PostAsync(conversation, null, url);

            Assert.Equal(200, await delete);
            Assert.Equal(post.Status == 201, await chat.LivesAsync(url));
            Assert.True(post.Status is 201 or 400);
        }
    }

    [Fact]
    public async Task Upload_against_the_deletion_of_its_conversation_leaves_nothing_without_an_owner()
    {
        for (var round = 0; round < Sampling.Times(40, 100); round++)
        {
            var conversation = (await chat.GroupAsync()).Id;

            var upload = chat.UploadAsync(forMessage: false, conversation, new string('x', 100_000));
            Assert.Equal(200, await chat.DeleteConversationAsync(conversation));

            var (status, url) = await upload;
            if (status == 201) Assert.False(await chat.LivesAsync(url));
            else Assert.Equal(404, status);
        }

        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Messages_stand_in_the_order_of_their_answers()
    {
        var conversation = (await chat.GroupAsync()).Id;
        var answered = new List<string>();
        for (var round = 0; round < 60; round++) answered.Add((await chat.PostAsync(conversation, null)).Id);

        Assert.Equal(answered, answered.Order(StringComparer.Ordinal));
        Assert.Equal(answered, (await chat.MessagesAsync(conversation))!.Keys.Order(StringComparer.Ordinal));
    }

    // What a node remembers is a matter of its own, and has its own tests: here each answer is to be what the rows say.
    private Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions> moveIn) => ParhelionServer.StartAsync(
        options =>
        {
            moveIn(options);
            options.Settings["Durability"] = "Os";
            options.Settings["Deletion:StepRows"] = "40";
            if (nodes == 1) return;
            options.Settings["MediaBaseUrl"] = "http://media.example";
            options.Settings["Database:MemorySeconds"] = "0";
        },
        TestContext.Current.CancellationToken);

    private async Task WaitForStoreAsync(LifeRecord record)
    {
        var living = record.Attachments.Where(attachment => attachment.Lives).Select(attachment => new Uri(attachment.Id).Segments[^2].TrimEnd('/')).Order(StringComparer.Ordinal).ToList();
        await Uploads.WaitAsync(
            async () => (await Uploads.StoredAsync(server)).Order(StringComparer.Ordinal).SequenceEqual(living),
            () => "The store does not agree",
            seconds: 30);
    }
}

public sealed class SqliteConcurrencyTests() : ConcurrencyTests(HomeKind.SqliteDisk);

public sealed class PostgresConcurrencyTests() : ConcurrencyTests(HomeKind.PostgresDisk);

public sealed class PostgresNodesConcurrencyTests() : ConcurrencyTests(HomeKind.PostgresDisk, nodes: 2);

public sealed class SqliteCephConcurrencyTests() : ConcurrencyTests(HomeKind.SqliteCeph);

public sealed class PostgresSwiftConcurrencyTests() : ConcurrencyTests(HomeKind.PostgresSwift);
