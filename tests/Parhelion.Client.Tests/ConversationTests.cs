using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Users, conversations, participants and messages, against the real server.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private ParhelionClient client = null!;

    private string AppId => server.AppId;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync();
        client = server.CreateParhelionClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Users_are_created_changed_forgotten_and_deleted()
    {
        const string ExternalId = "crm/20417 ü?#";
        var user = await client.Users.CreateUserAsync(AppId, new UserCreateBody
        {
            ExternalId = ExternalId,
            SignedUpAt = new DateTimeOffset(2026, 2, 11, 9, 12, 57, TimeSpan.Zero),
            Profile = new Profile { GivenName = "Ada", Surname = "L", Email = "ada@example.com" },
            Metadata = new Metadata { ["tier"] = "gold" },
        });
        Assert.Equal(user.Id, (await client.Users.GetUserAsync(AppId, ExternalId)).Id);
        var twice = await Assert.ThrowsAsync<ParhelionException>(() => client.Users.CreateUserAsync(AppId, new UserCreateBody { ExternalId = ExternalId }));
        Assert.Equal((409, ProblemCodes.Conflict), (twice.Status, twice.Code));

        var changed = await client.Users.UpdateUserAsync(AppId, user.Id, new UserUpdateBody
        {
            Profile = new Profile { GivenName = "Augusta" },
            FieldsToClear = [UserField.Surname, UserField.Metadata],
        });
        Assert.Equal(("Augusta", null, "ada@example.com"), (changed.Profile.GivenName, changed.Profile.Surname, changed.Profile.Email));
        Assert.Empty(changed.Metadata);
        Assert.Equal(user.SignedUpAt, changed.SignedUpAt);

        var forgotten = await client.Users.DeleteUserPersonalInformationAsync(AppId, ExternalId);
        Assert.Null(forgotten.Profile.Email);

        await client.Users.DeleteUserAsync(AppId, ExternalId);
        Assert.Equal(ProblemCodes.UserNotFound, (await Assert.ThrowsAsync<ParhelionException>(() => client.Users.GetUserAsync(AppId, user.Id))).Code);
    }

    [Fact]
    public async Task Conversations_are_created_changed_listed_and_deleted()
    {
        var user = await client.Users.CreateUserAsync(AppId, new UserCreateBody { ExternalId = "ada" });
        var first = await NewConversationAsync(user.Id);
        var second = await client.Conversations.CreateConversationAsync(AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.SdkGroup,
            DisplayName = "Group",
            Description = "All of us",
            Participants = [new ParticipantJoinBody { UserExternalId = "ada", SubscribeSDKClient = false }],
        });
        Assert.True(first.IsDefault);

        var changed = await client.Conversations.UpdateConversationAsync(AppId, second.Id, new ConversationUpdateBody { DisplayName = "Team", FieldsToClear = [ConversationField.Description] });
        Assert.Equal(("Team", null), (changed.DisplayName, changed.Description));
        Assert.Equal("Team", (await client.Conversations.GetConversationAsync(AppId, second.Id)).DisplayName);

        var page = new PageRequest { Size = 1 };
        Assert.Equal([first.Id, second.Id], await client.Conversations.ListConversationsAsync(AppId, user.Id, page).Select(found => found.Id).ToListAsync());
        Assert.Equal(2, await client.Conversations.ListConversationsByExternalIdAsync(AppId, "ada").CountAsync());

        await client.Conversations.PostActivityAsync(AppId, first.Id, new ActivityPostBody { Author = Author.OfBusiness(), Type = ActivityTypes.Read });
        Assert.NotNull((await client.Conversations.GetConversationAsync(AppId, first.Id)).BusinessLastRead);

        await client.Conversations.DeleteConversationAsync(AppId, second.Id);
        Assert.Equal([first.Id], await client.Conversations.ListConversationsAsync(AppId, user.Id).Select(found => found.Id).ToListAsync());
        var kept = await Assert.ThrowsAsync<ParhelionException>(() => client.Conversations.DeleteConversationAsync(AppId, first.Id));
        Assert.Equal(400, kept.Status);
    }

    [Fact]
    public async Task Participants_join_and_leave()
    {
        var ada = await client.Users.CreateUserAsync(AppId, new UserCreateBody());
        var bob = await client.Users.CreateUserAsync(AppId, new UserCreateBody { ExternalId = "bob" });
        var group = await client.Conversations.CreateConversationAsync(AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.SdkGroup,
            Participants = [new ParticipantJoinBody { UserId = ada.Id, SubscribeSDKClient = false }],
        });

        var joined = await client.Participants.JoinConversationAsync(AppId, group.Id, new ParticipantJoinBody { UserExternalId = "bob", SubscribeSDKClient = false });
        Assert.Equal(bob.Id, joined.UserId);
        var there = client.Participants.ListParticipantsAsync(AppId, group.Id, new PageRequest { Size = 1 });
        Assert.Equal([ada.Id, bob.Id], await there.Select(participant => participant.UserId).ToListAsync());

        await client.Participants.LeaveConversationAsync(AppId, group.Id, new ParticipantLeaveBody { ParticipantId = joined.Id });
        Assert.Equal([ada.Id], await there.Select(participant => participant.UserId).ToListAsync());
        var absent = await Assert.ThrowsAsync<ParhelionException>(
            () => client.Participants.LeaveConversationAsync(AppId, group.Id, new ParticipantLeaveBody { UserId = bob.Id }));
        Assert.Equal("User is not a member of the conversation", absent.Errors[0].Title);
    }

    [Fact]
    public async Task A_message_takes_its_attachment_along_when_it_is_deleted()
    {
        var conversation = await NewConversationAsync((await client.Users.CreateUserAsync(AppId, new UserCreateBody())).Id);
        var attachment = await client.Attachments.UploadAttachmentAsync(AppId, "public", Files.Picture(), new UploadAttachmentOptions { Purpose = AttachmentPurpose.Message, ConversationId = conversation.Id });
        var message = await PostAsync(conversation.Id, new ImageContent
        {
            MediaUrl = attachment.MediaUrl,
            Text = "As promised",
            Actions = [MessageAction.Link("More", "https://example.com/more")],
        });
        var content = Assert.IsType<ImageContent>(message.ReadContent());
        Assert.Equal((attachment.MediaUrl, "image/png", Files.Png.Length, "a.png"), (content.MediaUrl, content.MediaType, content.MediaSize, content.AltText));
        Assert.Equal("https://example.com/more", content.Actions![0].Uri);

        await client.Messages.DeleteMessageAsync(AppId, conversation.Id, message.Id);

        Assert.Equal(404, (await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync(attachment.MediaUrl))).Status);
        Assert.Empty(await client.Messages.ListMessagesAsync(AppId, conversation.Id).ToListAsync());
    }

    [Fact]
    public async Task Messages_come_newest_first_and_pages_as_the_server_has_them()
    {
        var conversation = await NewConversationAsync((await client.Users.CreateUserAsync(AppId, new UserCreateBody())).Id);
        List<string> posted = [];
        for (var i = 0; i < 105; i++) posted.Add((await PostAsync(conversation.Id, new TextContent { Text = $"{i}" })).Id);

        var newestFirst = await client.Messages.ListMessagesAsync(AppId, conversation.Id).Select(message => message.Id).ToListAsync();
        Assert.Equal(posted.AsEnumerable().Reverse(), newestFirst);
        var after = await client.Messages.ListMessagesAsync(AppId, conversation.Id, new PageRequest { After = posted[0] }).Select(message => message.Id).ToListAsync();
        Assert.Equal(posted[1..], after);
        var pages = await client.Messages.ListMessagesAsync(AppId, conversation.Id).AsPages().ToListAsync();
        Assert.Equal([100, 5], pages.Select(page => page.Items.Count));
        Assert.Equal(posted[5], pages[0].Meta.BeforeCursor);

        await client.Messages.DeleteAllMessagesAsync(AppId, conversation.Id);
        Assert.Equal(0, await client.Messages.ListMessagesAsync(AppId, conversation.Id).CountAsync());
    }

    [Fact]
    public async Task Every_content_comes_back_as_it_was_sent()
    {
        var user = await client.Users.CreateUserAsync(AppId, new UserCreateBody());
        var conversation = await NewConversationAsync(user.Id);
        var item = new MessageItem
        {
            Title = "Tea",
            Description = "Green",
            Size = "compact",
            Actions = [MessageAction.Postback("Buy", "BUY_TEA"), MessageAction.Webview("See", "https://example.com", "https://example.com/plain")],
        };
        MessageContent[] contents =
        [
            new TextContent { Text = "Hello", Actions = [MessageAction.Reply("Yes", "YES"), MessageAction.LocationRequest("Where?")] },
            new FileContent { MediaUrl = "https://elsewhere.example/a.pdf", AltText = "A page" },
            new CarouselContent { Items = [item], DisplaySettings = new DisplaySettings("square") },
            new ListContent { Items = [item], Actions = [MessageAction.Link("All", "https://example.com/all")] },
        ];

        foreach (var content in contents)
        {
            var back = (await PostAsync(conversation.Id, content)).ReadContent();
            Assert.Equal(content.GetType(), back.GetType());
            foreach (var field in content.ToJsonElement().EnumerateObject())
            {
                Assert.Equal(field.Value.GetRawText(), back.ToJsonElement().GetProperty(field.Name).GetRawText());
            }
        }

        using var place = System.Text.Json.JsonDocument.Parse("""{"type":"location","coordinates":{"lat":1.5,"long":2.5}}""");
        var other = Assert.IsType<OtherContent>((await PostAsync(conversation.Id, new OtherContent(place.RootElement))).ReadContent());
        Assert.Equal((ContentTypes.Location, 2.5), (other.Type, other.Json.GetProperty("coordinates").GetProperty("long").GetDouble()));
    }

    private Task<Conversation> NewConversationAsync(string userId) =>
        client.Conversations.CreateConversationAsync(AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.Personal,
            Participants = [new ParticipantJoinBody { UserId = userId }],
        });

    private async Task<Message> PostAsync(string conversationId, MessageContent content) =>
        Assert.Single(await client.Messages.PostMessageAsync(AppId, conversationId, new MessagePostBody { Author = Author.OfBusiness(), Content = content }));
}
