using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Webhooks as a receiver reads them.</summary>
public sealed class WebhookRequestTests
{
    private const string Secret = "the secret of the webhook";
    private const string Empty = """{"app":{"id":"a"},"webhook":{"id":"w","version":"v2"},"events":[]}""";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Events_of_a_server_are_read_into_their_types()
    {
        var received = new List<ReceivedEvent>();
        using var arrived = new SemaphoreSlim(0);
        string? secret = null;
        await using var receiver = await StubHost.StartAsync(async http =>
        {
            var hook = await WebhookRequest.ReadAsync(http.Request.Body, name => http.Request.Headers[name], Volatile.Read(ref secret)!);
            http.Response.StatusCode = hook is null ? 401 : 200;
            if (hook is null) return;
            lock (received) received.AddRange(hook.Events);
            arrived.Release();
        });
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var integration = await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody
        {
            Type = Integration.Custom,
            Webhooks = [new WebhookCreateBody { Target = receiver.Url, Triggers = [EventTypes.ConversationCreate, EventTypes.ConversationMessage, EventTypes.ConversationRemove, EventTypes.AttachmentCreate, EventTypes.AttachmentRemove], IncludeFullUser = true }],
        });
        Volatile.Write(ref secret, integration.Webhooks[0].Secret);

        var user = await client.Users.CreateUserAsync(server.AppId, new UserCreateBody { Profile = new Profile { GivenName = "Ada" } });
        var group = await client.Conversations.CreateConversationAsync(server.AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.SdkGroup,
            Participants = [new ParticipantJoinBody { UserId = user.Id, SubscribeSDKClient = false }],
            Metadata = new Metadata { ["order"] = 4711 },
        });
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, Files.Png, "a.png");
        await WaitForAsync<AttachmentCreateEvent>();
        await client.Messages.PostMessageAsync(server.AppId, group.Id, new MessagePostBody { Author = Author.OfUser(user.Id), Content = new FileContent { MediaUrl = attachment.MediaUrl } });
        await client.Attachments.DeleteAttachmentAsync(server.AppId, attachment.MediaUrl);
        await WaitForAsync<ConversationMessageEvent>();
        await client.Conversations.DeleteConversationAsync(server.AppId, group.Id);
        await WaitForAsync<ConversationRemoveEvent>();
        await WaitForAsync<AttachmentRemoveEvent>();

        var created = Assert.Single(received.OfType<ConversationCreateEvent>());
        Assert.Equal((group.Id, ConversationTypes.SdkGroup, "none", MessageSource.Api), (created.Conversation.Id, created.Conversation.Type, created.CreationReason, created.Source!.Type));
        Assert.Equal(4711, created.Conversation.Metadata!["order"].GetInt32());
        var posted = Assert.Single(received.OfType<ConversationMessageEvent>());
        Assert.Equal((attachment.MediaUrl, "Ada"), (Assert.IsType<FileContent>(posted.Message.ReadContent()).MediaUrl, posted.User!.Profile!.GivenName));
        var uploaded = Assert.Single(received.OfType<AttachmentCreateEvent>()).Attachment;
        Assert.Equal(
            (attachment.MediaUrl, "image/png", "a.png", Files.Png.Length, Convert.ToHexStringLower(SHA256.HashData(Files.Png)), "public"),
            (uploaded.MediaUrl, uploaded.MediaType, uploaded.FileName, uploaded.Size, uploaded.Sha256, uploaded.Access));
        Assert.Equal(Files.Png.Length, Assert.Single(received.OfType<AttachmentRemoveEvent>()).Receipt.Size);
        Assert.Equal(group.Id, Assert.Single(received.OfType<ConversationRemoveEvent>()).Conversation.Id);
        Assert.All(received, happened => Assert.NotEqual(("", "", default), (happened.Id, happened.Type, happened.CreatedAt)));

        async Task WaitForAsync<T>()
        {
            while (true)
            {
                lock (received)
                {
                    if (received.OfType<T>().Any()) return;
                }

                Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(60)), $"{typeof(T).Name} does not arrive.");
            }
        }
    }

    [Theory]
    [InlineData("right", "", true)]
    [InlineData("right", "right", true)]
    [InlineData("", "right", true)]
    [InlineData("", "two", true)]
    [InlineData("wrong", "", false)]
    [InlineData("wrong", "right", false)]
    [InlineData("right", "wrong", false)]
    [InlineData("right", "old", false)]
    [InlineData("right", "future", false)]
    [InlineData("right", "other body", false)]
    [InlineData("right", "v1=00", false)]
    [InlineData("right", "t=x,v1=00", false)]
    [InlineData("right", "t=99999999999999999999,v1=00", false)]
    [InlineData("", "", false)]
    public async Task A_request_is_read_only_if_it_is_genuine(string key, string signature, bool isGenuine)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var header = signature switch
        {
            "right" => Sign(now - 200, Empty, Secret),
            "two" => $"{Sign(now, Empty, "another")},{Sign(now, Empty, Secret).Split(',')[1]}",
            "wrong" => Sign(now, Empty, "another"),
            "old" => Sign(now - 301, Empty, Secret),
            "future" => Sign(now + 301, Empty, Secret),
            "other body" => Sign(now, Empty + " ", Secret),
            _ => signature,
        };
        string? Header(string name) => name == WebhookRequest.ApiKeyHeader ? key switch { "right" => Secret, "wrong" => Secret + "x", _ => null } : header;

        var hook = await WebhookRequest.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(Empty)), Header, Secret, new WebhookVerification { TimeProvider = clock });

        Assert.Equal(isGenuine, hook is not null);
    }

    [Fact]
    public void A_signature_can_be_required()
    {
        static string? Header(string name) => name == WebhookRequest.ApiKeyHeader ? Secret : null;

        Assert.True(WebhookRequest.Verify(Encoding.UTF8.GetBytes(Empty), Header, Secret));
        Assert.False(WebhookRequest.Verify(Encoding.UTF8.GetBytes(Empty), Header, Secret, new WebhookVerification { RequireSignature = true }));
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        var source = new OneWay(new byte[3_000_000]);

        await Assert.ThrowsAsync<InvalidDataException>(() => WebhookRequest.ReadAsync(source, _ => null, Secret));

        Assert.InRange(source.Read(new byte[3_000_000]), 1_900_000, 3_000_000);
    }

    [Fact]
    public void An_event_names_who_is_in_control_of_its_conversation()
    {
        const string Body = """{"app":{"id":"a"},"webhook":{"id":"w","version":"v2"},"events":[{"id":"1","type":"conversation:remove","createdAt":"2026-11-26T12:00:00.000Z","payload":{"conversation":{"id":"c","activeSwitchboardIntegration":{"id":"s","name":"bot","integrationId":"i","integrationType":"custom"}}}}]}""";

        var conversation = Assert.IsType<ConversationRemoveEvent>(Assert.Single(WebhookRequest.Parse(Encoding.UTF8.GetBytes(Body)).Events)).Conversation;

        Assert.Equal((new SwitchboardIntegrationReference("s", "bot", "i", "custom"), null), (conversation.ActiveSwitchboardIntegration, conversation.PendingSwitchboardIntegration));
    }

    [Theory]
    [InlineData("user:merge", "{}")]
    [InlineData("conversation:message", """{"conversation":{"id":"c"},"message":{"id":"m"}}""")]
    [InlineData("user:remove", "{}")]
    [InlineData("attachment:create", """{"attachment":{"id":"a"}}""")]
    [InlineData("conversation:create", "[]")]
    public void An_event_that_is_not_known_does_not_end_the_delivery(string type, string payload)
    {
        var body = $$"""{"app":{"id":"a"},"webhook":{"id":"w","version":"v2"},"events":[{"id":"1","type":"{{type}}","createdAt":"2026-11-26T12:00:00.000Z","payload":{{payload}}}]}""";

        var happened = Assert.Single(WebhookRequest.Parse(Encoding.UTF8.GetBytes(body)).Events);

        Assert.Equal((type, "1"), (Assert.IsType<OtherEvent>(happened).Type, happened.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"app":{"id":"a"},"webhook":{"id":"w","version":"v2"},"events":[null]}""")]
    public void A_body_that_is_no_delivery_is_refused(string body) => Assert.Throws<JsonException>(() => WebhookRequest.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task The_largest_limit_is_a_limit()
    {
        var hook = await WebhookRequest.ReadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(Empty)), name => name == WebhookRequest.ApiKeyHeader ? Secret : null, Secret, new WebhookVerification { MaxBytes = int.MaxValue });

        Assert.Empty(hook!.Events);
    }

    private static string Sign(long time, string body, string secret) =>
        $"t={time},v1={Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"))).ToLowerInvariant()}";
}
