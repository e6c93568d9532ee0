using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>The life of attachments from upload to the deletion of whatever they belong to, by the official SDKs.</summary>
public sealed class LifeTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-sdk-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Attachments_die_with_their_messages_and_no_earlier(string version)
    {
        var walk = new Walk();
        var conversation = Conversation(walk, User(walk));
        var (file, image, first, second) = (Upload(walk), Upload(walk), Upload(walk), Upload(walk));
        var kept = Upload(walk, new { });
        var filed = Post(walk, conversation, new { type = "file", mediaUrl = Url(file), altText = "Plan" });
        var pictured = Post(walk, conversation, new { type = "image", mediaUrl = Url(image) });
        var shown = Post(walk, conversation, Carousel(Url(first), Url(second), Url(kept), Url(image)));
        var listed = walk.Call("MessagesApi", "listMessages", server.AppId, Id(conversation), new { });

        var filedGone = walk.Call("MessagesApi", "deleteMessage", server.AppId, Id(conversation), filed["messages", 0, "id"]);
        var afterFile = Statuses(walk, file, image, first, second, kept);
        var picturedGone = walk.Call("MessagesApi", "deleteMessage", server.AppId, Id(conversation), pictured["messages", 0, "id"]);
        var afterImage = Statuses(walk, file, image, first, second, kept);
        var allGone = walk.Call("MessagesApi", "deleteAllMessages", server.AppId, Id(conversation));
        var afterAll = Statuses(walk, file, image, first, second, kept);
        var empty = walk.Call("MessagesApi", "listMessages", server.AppId, Id(conversation), new { });
        var removed = walk.Call("AttachmentsApi", "deleteAttachment", server.AppId, new { mediaUrl = Url(kept) });
        var afterRemoval = Statuses(walk, kept);

        var results = await new Sdk(server, version).RunAsync(walk);

        var messages = results[listed].Data.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal([IdOf(results[filed]), IdOf(results[pictured]), IdOf(results[shown])], messages.Select(message => message.GetProperty("id").GetString()!));
        Assert.Equal(["file", "image", "carousel"], messages.Select(message => message.GetProperty("content").GetProperty("type").GetString()!));
        Assert.Equal(results[file].MediaUrl, messages[0].GetProperty("content").GetProperty("mediaUrl").GetString());
        Assert.Equal("text/plain", messages[0].GetProperty("content").GetProperty("mediaType").GetString());
        Assert.Equal(5, messages[0].GetProperty("content").GetProperty("mediaSize").GetInt32());
        AssertOk(results, filedGone, picturedGone, allGone, removed);
        Assert.Equal([404, 200, 200, 200, 200], Read(results, afterFile));
        Assert.Equal([404, 200, 200, 200, 200], Read(results, afterImage));
        Assert.Equal([404, 404, 404, 404, 200], Read(results, afterAll));
        Assert.Empty(results[empty].Data.GetProperty("messages").EnumerateArray());
        Assert.Equal([404], Read(results, afterRemoval));
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Attachments_die_with_their_conversation_and_no_earlier(string version)
    {
        var walk = new Walk();
        var user = User(walk);
        var standard = Conversation(walk, user);
        var conversation = Conversation(walk, user);
        var sent = Upload(walk);
        var unsent = Upload(walk, new { _for = "message", conversationId = Id(conversation) });
        var held = Upload(walk, new { conversationId = Id(conversation) });
        var kept = Upload(walk, new { });
        var shared = Upload(walk);
        Post(walk, conversation, new { type = "file", mediaUrl = Url(sent) });
        Post(walk, conversation, new { type = "file", mediaUrl = Url(shared) });
        Post(walk, standard, new { type = "file", mediaUrl = Url(shared) });
        var cleared = walk.Call("MessagesApi", "deleteAllMessages", server.AppId, Id(conversation));
        var afterClearing = Statuses(walk, sent, unsent, held, kept, shared);

        var refused = walk.Call("ConversationsApi", "deleteConversation", server.AppId, Id(standard));
        var deleted = walk.Call("ConversationsApi", "deleteConversation", server.AppId, Id(conversation));
        var afterDeletion = Statuses(walk, sent, unsent, held, kept, shared);
        var gone = walk.Call("ConversationsApi", "getConversation", server.AppId, Id(conversation));
        var late = Upload(walk, new { _for = "message", conversationId = Id(conversation) });
        var left = walk.Call("ConversationsApi", "listConversations", server.AppId, new { userId = user["user", "id"] }, new { });

        var results = await new Sdk(server, version).RunAsync(walk);

        AssertOk(results, cleared, deleted);
        Assert.Equal([404, 200, 200, 200, 200], Read(results, afterClearing));
        var standardId = results[standard].Data.GetProperty("conversation").GetProperty("id").GetString()!;
        Assert.Equal((400, "bad_request", $"Conversation {standardId} cannot be deleted because it is the default."), results[refused].Error);
        Assert.Equal([404, 404, 404, 200, 200], Read(results, afterDeletion));
        Assert.Equal((404, "conversation_not_found", "Conversation not found"), results[gone].Error);
        Assert.Equal((404, "conversation_not_found", "Conversation not found"), results[late].Error);
        Assert.Equal([standardId], results[left].Data.GetProperty("conversations").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!));
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Attachments_die_with_their_user_and_no_earlier(string version)
    {
        var walk = new Walk();
        var (user, other) = (User(walk), User(walk));
        var standard = Conversation(walk, user);
        var group = Group(walk, user, other);
        var (own, answered, written, others) = (Upload(walk), Upload(walk), Upload(walk), Upload(walk));
        Post(walk, standard, new { type = "image", mediaUrl = Url(own) }, By(user));
        Post(walk, standard, new { type = "file", mediaUrl = Url(answered) });
        Post(walk, group, new { type = "image", mediaUrl = Url(written) }, By(user));
        var stays = Post(walk, group, new { type = "image", mediaUrl = Url(others) }, By(other));
        var forgotten = walk.Call("UsersApi", "deleteUserPersonalInformation", server.AppId, user["user", "id"]);
        var afterForgetting = Statuses(walk, own, answered, written, others);

        var deleted = walk.Call("UsersApi", "deleteUser", server.AppId, user["user", "id"]);
        var afterDeletion = Statuses(walk, own, answered, written, others);
        var gone = walk.Call("UsersApi", "getUser", server.AppId, user["user", "id"]);
        var withdrawn = walk.Call("ConversationsApi", "getConversation", server.AppId, Id(standard));
        var left = walk.Call("MessagesApi", "listMessages", server.AppId, Id(group), new { });
        var members = walk.Call("ParticipantsApi", "listParticipants", server.AppId, Id(group), new { });

        var results = await new Sdk(server, version).RunAsync(walk);

        AssertOk(results, forgotten, deleted);
        Assert.Equal([200, 200, 200, 200], Read(results, afterForgetting));
        Assert.Equal([404, 404, 404, 200], Read(results, afterDeletion));
        Assert.Equal((404, "user_not_found", "User not found"), results[gone].Error);
        Assert.Equal((404, "conversation_not_found", "Conversation not found"), results[withdrawn].Error);
        Assert.Equal([IdOf(results[stays])], results[left].Data.GetProperty("messages").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!));
        Assert.Equal(
            results[other].Data.GetProperty("user").GetProperty("id").GetString(),
            Assert.Single(results[members].Data.GetProperty("participants").EnumerateArray()).GetProperty("userId").GetString());
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Users_and_conversations_are_made_found_and_changed(string version)
    {
        var walk = new Walk();
        var user = walk.Call("UsersApi", "createUser", server.AppId, new { externalId = "crm/7 ü%", profile = new { givenName = "Ada" }, metadata = new { tier = "gold" } });
        var again = walk.Call("UsersApi", "createUser", server.AppId, new { externalId = "crm/7 ü%" });
        var found = walk.Call("UsersApi", "getUser", server.AppId, "crm/7 ü%");
        var renamed = walk.Call("UsersApi", "updateUser", server.AppId, user["user", "id"], new { profile = new { surname = "Byron" } });
        var conversation = Conversation(walk, user);
        var titled = walk.Call("ConversationsApi", "updateConversation", server.AppId, Id(conversation), new { displayName = "Order 7" });
        var listed = walk.Call("ConversationsApi", "listConversations", server.AppId, new { userExternalId = "crm/7 ü%" }, new { });

        var results = await new Sdk(server, version).RunAsync(walk);

        Assert.Equal((409, "conflict", "User already exists"), results[again].Error);
        Assert.Equal(Text(results[user], "user", "id"), Text(results[found], "user", "id"));
        Assert.Equal("crm/7 ü%", Text(results[found], "user", "externalId"));
        var profile = results[renamed].Data.GetProperty("user").GetProperty("profile");
        Assert.Equal(("Ada", "Byron"), (profile.GetProperty("givenName").GetString()!, profile.GetProperty("surname").GetString()!));
        Assert.True(results[conversation].Data.GetProperty("conversation").GetProperty("isDefault").GetBoolean());
        Assert.Equal("Order 7", Text(results[titled], "conversation", "displayName"));
        Assert.Equal("Order 7", Assert.Single(results[listed].Data.GetProperty("conversations").EnumerateArray()).GetProperty("displayName").GetString());
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Participants_join_read_and_leave(string version)
    {
        var walk = new Walk();
        var (first, second) = (User(walk), User(walk));
        var group = Group(walk, first);
        var joined = walk.Call("ParticipantsApi", "joinConversation", server.AppId, Id(group), new { userId = second["user", "id"], subscribeSDKClient = true });
        Post(walk, group, new { type = "text", text = "Hello" });
        var read = walk.Call(
            "ActivitiesApi", "postActivity", server.AppId, Id(group), new { author = new { type = "user", userId = first["user", "id"] }, type = "conversation:read" });
        var typing = walk.Call("ActivitiesApi", "postActivity", server.AppId, Id(group), new { author = new { type = "business" }, type = "typing:start" });
        var page = walk.Call("ParticipantsApi", "listParticipants", server.AppId, Id(group), new { page = new { size = 1 } });
        var next = walk.Call("ParticipantsApi", "listParticipants", server.AppId, Id(group), new { page = new { after = page["meta", "afterCursor"] } });
        var left = walk.Call("ParticipantsApi", "leaveConversation", server.AppId, Id(group), new { userId = first["user", "id"] });
        var again = walk.Call("ParticipantsApi", "leaveConversation", server.AppId, Id(group), new { userId = first["user", "id"] });
        var rest = walk.Call("ParticipantsApi", "listParticipants", server.AppId, Id(group), new { });

        var results = await new Sdk(server, version).RunAsync(walk);

        AssertOk(results, read, typing, left);
        Assert.Equal([(Text(results[first], "user", "id"), 0)], Unread(results[page]));
        Assert.Equal([(Text(results[second], "user", "id"), 1)], Unread(results[next]));
        Assert.Equal((404, "not_found", "User is not a member of the conversation"), results[again].Error);
        Assert.Equal(Text(results[joined], "participant", "id"), Assert.Single(results[rest].Data.GetProperty("participants").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Messages_are_paged_by_cursor(string version)
    {
        var walk = new Walk();
        var group = Group(walk);
        var posts = Enumerable.Range(0, 102).Select(_ => Post(walk, group, new { type = "text", text = "Hello" })).ToList();
        var last = walk.Call("MessagesApi", "listMessages", server.AppId, Id(group), new { });
        var first = walk.Call("MessagesApi", "listMessages", server.AppId, Id(group), new { page = new { before = last["meta", "beforeCursor"] } });
        var back = walk.Call("MessagesApi", "listMessages", server.AppId, Id(group), new { page = new { after = first["meta", "afterCursor"] } });
        var unknown = walk.Call("MessagesApi", "listMessages", server.AppId, "0123456789abcdef01234567", new { });
        var absent = walk.Call("MessagesApi", "deleteMessage", server.AppId, Id(group), "0123456789abcdef01234567");

        var results = await new Sdk(server, version).RunAsync(walk);

        var ids = posts.ConvertAll(post => IdOf(results[post]));
        Assert.Equal(ids[2..], Messages(results[last]));
        Assert.Equal(ids[..2], Messages(results[first]));
        Assert.Equal(ids[2..], Messages(results[back]));
        Assert.Equal((404, "not_found", "Resource not found"), results[unknown].Error);
        Assert.Equal((404, "not_found", "Message not found"), results[absent].Error);
    }

    // These SDKs send dots as they are.
    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Deletion_of_the_user_dot_dot_deletes_the_user(string version)
    {
        var walk = new Walk();
        walk.Call("UsersApi", "createUser", server.AppId, new { externalId = ".." });
        var deleted = walk.Call("UsersApi", "deleteUser", server.AppId, "..");
        var app = walk.Call("AppsApi", "getApp", server.AppId);

        var results = await new Sdk(server, version).WithBasic(server.AccountKeyId, server.AccountKeySecret).RunAsync(walk);

        AssertOk(results, deleted, app);
    }

    private Step User(Walk walk) => walk.Call("UsersApi", "createUser", server.AppId, new { });

    private Step Conversation(Walk walk, Step user) =>
        walk.Call("ConversationsApi", "createConversation", server.AppId, new { type = "personal", participants = new[] { new { userId = user["user", "id"] } } });

    private Step Group(Walk walk, params Step[] users) => walk.Call(
        "ConversationsApi",
        "createConversation",
        server.AppId,
        new { type = "sdkGroup", participants = users.Select(user => new { userId = user["user", "id"], subscribeSDKClient = false }) });

    private Step Upload(Walk walk, object? options = null)
    {
        var file = Path.Combine(folder, $"{walk.Calls.Count}.txt");
        File.WriteAllText(file, "hello");
        return walk.Call(
            "AttachmentsApi", "uploadAttachment", server.AppId, "public", new Dictionary<string, string> { ["$file"] = file }, options ?? new { _for = "message" });
    }

    private Step Post(Walk walk, Step conversation, object content, object? author = null) =>
        walk.Call("MessagesApi", "postMessage", server.AppId, Id(conversation), new { author = author ?? new { type = "business" }, content });

    private static object By(Step user) => new { type = "user", userId = user["user", "id"] };

    private static object Carousel(params object[] mediaUrls) => new
    {
        type = "carousel",
        items = mediaUrls.Select(mediaUrl => new { title = "One", mediaUrl, actions = new[] { new { type = "postback", text = "Yes", payload = "yes" } } }),
    };

    private static object Url(Step upload) => upload["attachment", "mediaUrl"];

    private static object Id(Step conversation) => conversation["conversation", "id"];

    private static List<Step> Statuses(Walk walk, params Step[] uploads) => [.. uploads.Select(upload => walk.Get(Url(upload)))];

    private static IEnumerable<int> Read(Results results, List<Step> statuses) => statuses.Select(status => results[status].Data.GetInt32());

    private static void AssertOk(Results results, params Step[] steps)
    {
        foreach (var step in steps) Assert.True(results[step].IsOk, results[step].Json.ToString());
    }

    private static string Text(Result result, string owner, string name) => result.Data.GetProperty(owner).GetProperty(name).GetString()!;

    private static string IdOf(Result posted) => posted.Data.GetProperty("messages")[0].GetProperty("id").GetString()!;

    private static IEnumerable<string> Messages(Result list) => list.Data.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!);

    private static IEnumerable<(string UserId, int Unread)> Unread(Result list) => list.Data.GetProperty("participants").EnumerateArray()
        .Select(participant => (participant.GetProperty("userId").GetString()!, participant.GetProperty("unreadCount").GetInt32()));
}
