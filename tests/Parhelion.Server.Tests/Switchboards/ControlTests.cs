using System.Text.Json;

namespace Parhelion.Server.Tests.Switchboards;

/// <summary>Who is in control of a conversation, who gets its events because of that, and what the events about it tell. In every app the bot is the default, the
/// desk is the next one of the bot, and the watch is no part of the switchboard.</summary>
public abstract class ControlTests(SwitchboardServer server)
{
    private const string Missing = "0123456789abcdef01234567";

    [Fact]
    public async Task New_conversation_is_controlled_by_the_default_and_told_to_whom_it_concerns()
    {
        await using var app = await server.AppAsync();
        var (bot, botIntegration, _) = await SetUpAsync(app);

        var (conversation, user) = await app.ConverseAsync();

        var reference = $$"""{"id":"{{bot}}","name":"bot","integrationId":"{{botIntegration}}","integrationType":"custom"}""";
        Assert.Contains($"\"type\":\"personal\",\"activeSwitchboardIntegration\":{reference},\"isDefault\":true", (await app.GetAsync($"/conversations/{conversation}")).Body, StringComparison.Ordinal);
        Assert.Contains(reference, (await app.GetAsync($"/conversations?filter[userId]={user}")).Body, StringComparison.Ordinal);
        var created = Assert.Single(await app.CallsAsync("bot", 1));
        Assert.Equal(
            $$$"""{"conversation":{"id":"{{{conversation}}}","type":"personal","activeSwitchboardIntegration":{{{reference}}}},"creationReason":"none","source":{"type":"api:conversations"},"user":{"id":"{{{user}}}"}}""",
            created.Payload.GetRawText());
        Assert.Equal("conversation:create", await app.TypesAsync("watch", 1));
        // What comes first to the desk comes later.
        await app.ActAsync(conversation, "passControl", "desk");
        Assert.Equal("switchboard:passControl", await app.TypesAsync("desk", 1));
    }

    [Theory]
    [InlineData("next")]
    [InlineData("desk")]
    [InlineData("{id}")]
    public async Task Passed_control_moves_the_events(string target)
    {
        await using var app = await server.AppAsync();
        var (_, _, desk) = await SetUpAsync(app);
        var (conversation, user) = await app.ConverseAsync();
        await app.SayAsync(conversation, user);

        await app.ActAsync(conversation, "passControl", target.Replace("{id}", desk, StringComparison.Ordinal), """{"reason":"angry","score":3}""");
        await app.SayAsync(conversation, user);
        await app.ActAsync(conversation, "passControl", "bot");

        Assert.Equal("switchboard:passControl conversation:message switchboard:passControl", await app.TypesAsync("desk", 3));
        Assert.Equal("conversation:create conversation:message switchboard:passControl switchboard:passControl", await app.TypesAsync("bot", 4));
        Assert.Equal("conversation:create conversation:message switchboard:passControl conversation:message switchboard:passControl", await app.TypesAsync("watch", 5));
        var payload = (await app.CallsAsync("desk", 1))[0].Payload;
        Assert.Equal("""{"reason":"angry","score":3}""", payload.GetProperty("metadata").GetRawText());
        Assert.Equal((desk, "desk"), (payload.GetProperty("conversation").GetProperty("activeSwitchboardIntegration").GetProperty("id").GetString(), NameIn(payload)));
        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
    }

    [Fact]
    public async Task Passing_control_to_whom_it_belongs_tells_nobody_and_ends_an_offer()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, _) = await app.ConverseAsync();
        await app.ActAsync(conversation, "offerControl", "desk");

        await app.ActAsync(conversation, "passControl", "bot");

        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
        await app.ActAsync(conversation, "releaseControl");
        Assert.Equal("conversation:create switchboard:offerControl switchboard:releaseControl", await app.TypesAsync("bot", 3));
    }

    [Fact]
    public async Task Offered_control_is_pending_until_it_is_accepted_and_the_pending_one_gets_events()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, user) = await app.ConverseAsync();

        await app.ActAsync(conversation, "offerControl", "next", """{"why":"question"}""");
        Assert.Equal(("bot", "desk"), await app.ControlAsync(conversation));
        await app.SayAsync(conversation, user);
        await app.ActAsync(conversation, "acceptControl", metadata: """{"agent":"Ada"}""");
        Assert.Equal(("desk", null), await app.ControlAsync(conversation));
        await app.SayAsync(conversation, user);

        Assert.Equal("switchboard:offerControl conversation:message switchboard:acceptControl conversation:message", await app.TypesAsync("desk", 4));
        Assert.Equal("conversation:create switchboard:offerControl conversation:message switchboard:acceptControl", await app.TypesAsync("bot", 4));
        var calls = await app.CallsAsync("desk", 4);
        Assert.Equal(("bot", "desk"), (NameIn(calls[0].Payload), NameIn(calls[0].Payload, "pendingSwitchboardIntegration")));
        Assert.Equal("""{"why":"question"}""", calls[0].Payload.GetProperty("metadata").GetRawText());
        Assert.Equal(("desk", null), (NameIn(calls[2].Payload), NameIn(calls[2].Payload, "pendingSwitchboardIntegration")));
        Assert.Equal("""{"agent":"Ada"}""", calls[2].Payload.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Later_offer_replaces_an_earlier_one()
    {
        await using var app = await server.AppAsync();
        var (bot, _, _) = await SetUpAsync(app);
        await app.LinkAsync("third", await app.IntegrateAsync("third"), next: bot);
        var (conversation, _) = await app.ConverseAsync();

        await app.ActAsync(conversation, "offerControl", "desk");
        await app.ActAsync(conversation, "offerControl", "third");
        await app.ActAsync(conversation, "acceptControl");

        Assert.Equal(("third", null), await app.ControlAsync(conversation));
        // The one that was offered control before learns that the offer has ended.
        Assert.Equal("switchboard:offerControl switchboard:offerControl", await app.TypesAsync("desk", 2));
        await app.ActAsync(conversation, "passControl", "next");
        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
    }

    [Fact]
    public async Task Released_control_belongs_to_nobody_until_a_user_writes()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, user) = await app.ConverseAsync();
        await app.ActAsync(conversation, "passControl", "desk");
        await app.ActAsync(conversation, "offerControl", "bot");

        using var response = await server.Server.CreateAccountClient().PostAsync(
            new Uri($"/v2/apps/{app.Id}/conversations/{conversation}/releaseControl", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal((null, null), await app.ControlAsync(conversation));
        await app.ActAsync(conversation, "releaseControl");
        await app.SayAsync(conversation);
        Assert.Equal((null, null), await app.ControlAsync(conversation));
        await app.SayAsync(conversation, user);
        Assert.Equal(("bot", null), await app.ControlAsync(conversation));

        Assert.Equal(
            "conversation:create switchboard:passControl switchboard:offerControl switchboard:releaseControl conversation:message conversation:message", await app.TypesAsync("watch", 6));
        Assert.Equal("conversation:create switchboard:passControl switchboard:offerControl switchboard:releaseControl conversation:message", await app.TypesAsync("bot", 5));
        Assert.Equal("switchboard:passControl switchboard:offerControl switchboard:releaseControl", await app.TypesAsync("desk", 3));
        var calls = await app.CallsAsync("watch", 6);
        Assert.Equal($$$"""{"conversation":{"id":"{{{conversation}}}","type":"personal"}}""", calls[3].Payload.GetRawText());
        Assert.Equal((null, "bot"), (NameIn(calls[4].Payload), NameIn(calls[5].Payload)));
    }

    public static TheoryData<string, string, string, string> Refusals { get; } = new()
    {
        { "passControl", "nobody", "switchboard_invalid_target", "Switchboard invalid target" },
        { "passControl", "custom", "switchboard_invalid_target", "Several switchboard integrations have this type" },
        { "offerControl", "bot", "switchboard_invalid_target", "Cannot offer control to the active switchboard integration." },
        { "offerControl", "nobody", "switchboard_invalid_target", "Switchboard invalid target" },
        { "acceptControl", "", "switchboard_invalid_action", "There is no pendingSwitchboardIntegration" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refused_action_changes_nothing_and_is_told(string action, string target, string code, string title)
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, _) = await app.ConverseAsync();

        (await app.TryAsync(conversation, action, target.Length == 0 ? null : target, """{"try":1}""")).IsProblem(400, code, title);

        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
        Assert.Equal($"conversation:create switchboard:{action}:failure", await app.TypesAsync("bot", 2));
        var payload = (await app.CallsAsync("bot", 2))[1].Payload;
        Assert.Equal("bot", NameIn(payload));
        Assert.Equal($$"""{"code":"{{code}}","message":"{{title}}"}""", payload.GetProperty("error").GetRawText());
        Assert.Equal("""{"try":1}""", payload.GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Last_one_has_no_next_one()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, _) = await app.ConverseAsync();
        await app.ActAsync(conversation, "passControl", "next");

        (await app.TryAsync(conversation, "passControl", "next")).IsProblem(400, "switchboard_invalid_target", "There is no next switchboard integration");
    }

    [Fact]
    public async Task Type_names_the_only_switchboard_integration_that_has_it()
    {
        await using var app = await server.AppAsync();
        await app.SwitchAsync();
        await app.EnableAsync(await app.LinkAsync("bot", await app.IntegrateAsync("bot")));
        var (conversation, _) = await app.ConverseAsync();
        await app.ActAsync(conversation, "releaseControl");

        await app.ActAsync(conversation, "passControl", "custom");

        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
    }

    [Fact]
    public async Task Integration_accepts_and_releases_only_what_is_its_own()
    {
        await using var app = await server.AppAsync();
        var (_, botIntegration, _) = await SetUpAsync(app);
        var deskIntegration = (await app.GetAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations")).Json.GetProperty("switchboardIntegrations")[0].GetProperty("integrationId").GetString()!;
        using var bot = await app.ClientOfAsync(botIntegration);
        using var desk = await app.ClientOfAsync(deskIntegration);
        var (conversation, _) = await app.ConverseAsync();

        await app.ActAsync(conversation, "offerControl", "desk", by: bot);
        (await app.TryAsync(conversation, "acceptControl", by: bot)).IsProblem(403, "forbidden", "Forbidden");
        (await app.TryAsync(conversation, "releaseControl", by: desk)).IsProblem(403, "forbidden", "Forbidden");
        Assert.Equal(("bot", "desk"), await app.ControlAsync(conversation));
        await app.ActAsync(conversation, "acceptControl", by: desk);
        (await app.TryAsync(conversation, "releaseControl", by: bot)).IsProblem(403, "forbidden", "Forbidden");
        await app.ActAsync(conversation, "releaseControl", by: desk);
        (await app.TryAsync(conversation, "releaseControl", by: desk)).IsProblem(403, "forbidden", "Forbidden");

        // An integration on standby learns that its own action has failed.
        (await app.TryAsync(conversation, "acceptControl", by: desk)).IsProblem(400, "switchboard_invalid_action", "There is no pendingSwitchboardIntegration");
        Assert.Equal("switchboard:offerControl switchboard:acceptControl switchboard:releaseControl switchboard:acceptControl:failure", await app.TypesAsync("desk", 4));
        // Everybody may write at any time.
        Assert.Equal(201, (await app.PostAsync($"/conversations/{conversation}/messages", """{"author":{"type":"business"},"content":{"type":"text","text":"Hello"}}""", bot)).Status);
    }

    [Fact]
    public async Task Disabled_switchboard_has_no_effect_until_it_is_enabled_again()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, user) = await app.ConverseAsync();
        await app.PatchAsync($"/switchboards/{app.Switchboard}", """{"enabled":false}""");

        Assert.Equal((null, null), await app.ControlAsync(conversation));
        await app.SayAsync(conversation, user);
        Assert.Equal("conversation:message", await app.TypesAsync("desk", 1));
        (await app.TryAsync(conversation, "passControl", "desk")).IsProblem(400, "switchboard_invalid_action", "There is no enabled switchboard");
        Assert.Equal("conversation:message switchboard:passControl:failure", await app.TypesAsync("desk", 2));

        await app.PatchAsync($"/switchboards/{app.Switchboard}", """{"enabled":true}""");
        Assert.Equal(("bot", null), await app.ControlAsync(conversation));
    }

    [Fact]
    public async Task Integration_that_wants_events_on_standby_gets_them()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        await app.LinkAsync("log", await app.IntegrateAsync("log"), standby: true);
        var (conversation, user) = await app.ConverseAsync();
        await app.SayAsync(conversation, user);
        await app.ActAsync(conversation, "passControl", "desk");

        Assert.Equal("conversation:create conversation:message switchboard:passControl", await app.TypesAsync("log", 3));
    }

    [Fact]
    public async Task Conversation_from_before_the_switchboard_and_of_a_deleted_switchboard_integration_gets_the_default()
    {
        await using var app = await server.AppAsync();
        var (early, earlyUser) = await app.ConverseAsync();
        var (_, _, desk) = await SetUpAsync(app);
        var (late, lateUser) = await app.ConverseAsync();
        Assert.Equal((null, null), await app.ControlAsync(early));
        await app.ActAsync(late, "passControl", "desk");
        var bot = (await app.GetAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations")).Ids()[1];
        await app.PatchAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations/{bot}", """{"nextSwitchboardIntegrationId":null}""");
        Assert.Equal(200, (await app.DeleteAsync($"/switchboards/{app.Switchboard}/switchboardIntegrations/{desk}")).Status);
        Assert.Equal((null, null), await app.ControlAsync(late));

        await app.SayAsync(early, earlyUser);
        await app.SayAsync(late, lateUser);

        Assert.Equal(("bot", null), await app.ControlAsync(early));
        Assert.Equal(("bot", null), await app.ControlAsync(late));
    }

    [Fact]
    public async Task Event_names_who_was_in_control_when_it_happened_though_it_is_sent_later()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var gate = new TaskCompletionSource();
        app.Receiver.Answer = (_, call) => call is { Path: "/watch", Type: "conversation:create" } ? gate.Task : Task.CompletedTask;
        var (conversation, user) = await app.ConverseAsync();
        await app.CallsAsync("watch", 1);

        await app.SayAsync(conversation, user);
        await app.ActAsync(conversation, "passControl", "desk");
        await app.SayAsync(conversation, user);
        await app.PatchAsync($"/conversations/{conversation}", """{"metadata":{"since":"later"}}""");
        gate.SetResult();

        var calls = await app.CallsAsync("watch", 4);
        Assert.Equal(["bot", "bot", "desk", "desk"], calls.Select(call => NameIn(call.Payload)));
        Assert.Equal("""{"since":"later"}""", calls[3].Payload.GetProperty("conversation").GetProperty("metadata").GetRawText());
    }

    [Fact]
    public async Task Joining_leaving_reading_and_removing_are_told_to_the_one_in_control()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var user = (await app.PostAsync("/users", """{"externalId":"reader"}""")).Created();
        var group = (await app.PostAsync("/conversations", """{"type":"sdkGroup"}""")).Created();
        await app.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":false}""");
        (await app.PostAsync($"/conversations/{group}/activity", """{"author":{"type":"user","userExternalId":"reader"},"type":"conversation:read"}""")).Is(200, "{}");
        (await app.PostAsync($"/conversations/{group}/activity", """{"author":{"type":"business"},"type":"conversation:read"}""")).Is(200, "{}");
        (await app.PostAsync($"/conversations/{group}/activity", """{"author":{"type":"business"},"type":"typing:start"}""")).Is(200, "{}");
        await app.PostAsync($"/conversations/{group}/leave", $$"""{"userId":"{{user}}"}""");
        await app.ActAsync(group, "passControl", "desk");
        await app.DeleteAsync($"/conversations/{group}");

        Assert.Equal("switchboard:passControl conversation:remove", await app.TypesAsync("desk", 2));
        Assert.Equal("desk", NameIn((await app.CallsAsync("desk", 2))[1].Payload));
        Assert.Equal("conversation:create conversation:join conversation:read conversation:leave switchboard:passControl", await app.TypesAsync("bot", 5));
        Assert.Equal(
            $$$$"""{"type":"conversation:read","author":{"type":"user","userId":"{{{{user}}}}","user":{"id":"{{{{user}}}}","externalId":"reader"}},"source":{"type":"api:conversations"}}""",
            (await app.CallsAsync("bot", 5))[2].Payload.GetProperty("activity").GetRawText());
    }

    [Fact]
    public async Task Faulty_and_unknown_requests_are_refused_and_not_told()
    {
        await using var app = await server.AppAsync();
        await SetUpAsync(app);
        var (conversation, _) = await app.ConverseAsync();

        foreach (var action in (string[])["passControl", "offerControl"])
        {
            (await app.TryAsync(conversation, action)).IsBad("should have required property 'switchboardIntegration'");
            (await app.TryAsync(Missing, action, "desk")).IsProblem(404, "conversation_not_found", "Conversation not found");
        }

        foreach (var action in (string[])["passControl", "offerControl", "acceptControl", "releaseControl"])
        {
            (await app.TryAsync(conversation, action, "desk", """{"a":{}}""")).IsBad("'metadata.a' should be string, number or boolean");
            (await app.TryAsync(conversation, action, "desk", $$"""{"a":"{{new string('x', 4096)}}"}""")).IsBad("Switchboard action metadata is limited to 4096 bytes in size.");
        }

        (await app.TryAsync(Missing, "acceptControl")).IsProblem(404, "conversation_not_found", "Conversation not found");
        (await app.TryAsync(Missing, "releaseControl")).IsProblem(404, "conversation_not_found", "Conversation not found");
        (await app.PostAsync($"/conversations/{conversation}/acceptControl", "[]")).IsBad("The body must be a JSON object");
        await app.ActAsync(conversation, "releaseControl");
        Assert.Equal("conversation:create switchboard:releaseControl", await app.TypesAsync("bot", 2));
    }

    private static string? NameIn(JsonElement payload, string field = "activeSwitchboardIntegration") => SwitchboardApp.NameOf(payload.GetProperty("conversation"), field);

    // The desk is made first, because the bot names it.
    private static async Task<(string Bot, string BotIntegration, string Desk)> SetUpAsync(SwitchboardApp app)
    {
        await app.SwitchAsync();
        var desk = await app.LinkAsync("desk", await app.IntegrateAsync("desk"));
        var botIntegration = await app.IntegrateAsync("bot");
        var bot = await app.LinkAsync("bot", botIntegration, next: desk);
        await app.IntegrateAsync("watch");
        Assert.Equal(200, (await app.EnableAsync(bot)).Status);
        return (bot, botIntegration, desk);
    }
}

public sealed class SqliteControlTests(SqliteSwitchboardServer server) : ControlTests(server), IClassFixture<SqliteSwitchboardServer>;

public sealed class PostgresControlTests(PostgresSwitchboardServer server) : ControlTests(server), IClassFixture<PostgresSwitchboardServer>;
