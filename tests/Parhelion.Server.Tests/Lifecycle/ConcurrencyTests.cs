using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>Many callers at once.</summary>
public sealed class ConcurrencyTests : IAsyncLifetime
{
    private const int Callers = 10;

    private ParhelionServer server = null!;
    private Chat chat = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Durability"] = "Os";
                options.Settings["Deletion:StepRows"] = "40";
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Ten_callers_leave_a_state_that_all_their_answers_allow()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var record = new LifeRecord();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async index =>
        {
            var caller = new Caller(chat, record, new Random(seed + index));
            for (var operation = 0; operation < 300; operation++) await caller.ActAsync();
        }));

        await record.CheckAsync(chat);
        await WaitForDiskAsync(record);
        await record.CheckReceiptsAsync(chat);
        Assert.True(record.Attachments.Count(attachment => !attachment.Lives) > 100, "Hardly anything was deleted: this shows nothing.");
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
        for (var round = 0; round < 200; round++)
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
        for (var round = 0; round < 100; round++)
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

    private async Task WaitForDiskAsync(LifeRecord record)
    {
        var living = record.Attachments.Where(attachment => attachment.Lives).Select(attachment => new Uri(attachment.Id).Segments[^2].TrimEnd('/')).Order(StringComparer.Ordinal).ToList();
        await Uploads.WaitAsync(
            () => Uploads.Files(server).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).SequenceEqual(living),
            () => "The disk does not agree");
    }
}
