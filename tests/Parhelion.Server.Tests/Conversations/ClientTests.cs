using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>The clients of users: links to channels and SDKs, and what they change in conversations.</summary>
public abstract class ClientTests(ChatServer chat)
{
    private static int numbers;

    [Fact]
    public async Task Client_is_pending_when_it_is_created_and_active_when_the_link_is_immediate()
    {
        var (user, conversation, integration) = await SceneAsync("whatsapp");

        var made = await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation, "whatsapp", "phoneNumber", "+1 (212) 555-23.68"));

        var client = $"\"id\":\"{made.Created()}\",\"type\":\"whatsapp\"";
        made.Is(201, $$$"""{"client":{{{{client}}},"status":"pending","integrationId":"{{{integration}}}","externalId":"+12125552368"}}""");
        (await chat.GetAsync($"/users/{user}/clients")).Is(
            200,
            $$$"""{"clients":[{{{{client}}},"status":"active","integrationId":"{{{integration}}}","externalId":"+12125552368","linkedAt":"{{{chat.Now}}}"}],"meta":{"hasMore":false}}""");
        Assert.Equal([("whatsapp", made.Created())], await AssociationsAsync(conversation));
    }

    [Theory]
    [InlineData("userActivity")]
    [InlineData("prompt")]
    public async Task Link_that_needs_a_confirmation_stays_pending(string confirmation)
    {
        var (user, conversation, integration) = await SceneAsync("mailgun");
        var address = $"{user}@Example.com";

        var made = await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation, "mailgun", "address", address, confirmation));

        Assert.Equal(address.ToLowerInvariant(), made.Json.GetProperty("client").GetProperty("externalId").GetString());
        Assert.Equal("pending", (await chat.GetAsync($"/users/{user}/clients")).Json.GetProperty("clients")[0].GetProperty("status").GetString());
        Assert.Empty(await AssociationsAsync(conversation));
    }

    [Fact]
    public async Task Same_identity_of_the_same_user_is_the_same_client()
    {
        var (user, conversation, integration) = await SceneAsync();
        var body = Link(integration, conversation, confirmation: "prompt");

        var first = (await chat.PostAsync($"/users/{user}/clients", body)).Created();

        Assert.Equal(first, (await chat.PostAsync($"/users/{user}/clients", body)).Created());
        Assert.Equal(first, (await chat.PostAsync($"/users/{user}/clients", body.Replace("prompt", "immediate", StringComparison.Ordinal))).Created());
        var listed = Assert.Single((await chat.GetAsync($"/users/{user}/clients")).Json.GetProperty("clients").EnumerateArray());
        Assert.Equal("active", listed.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Primary_client_comes_first_and_one_that_is_not_primary_comes_last()
    {
        var (user, conversation, integration) = await SceneAsync();
        async Task<string> LinkAsync(string rest) => (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation, rest: rest))).Created();

        var (first, last) = (await LinkAsync(""), await LinkAsync(""","primary":false"""));
        var newest = await LinkAsync(""","primary":true""");

        Assert.Equal([newest, first, last], (await AssociationsAsync(conversation)).Select(client => client.Id));
    }

    [Fact]
    public async Task Removed_client_takes_part_in_no_conversation()
    {
        var (user, conversation, integration) = await SceneAsync();
        var client = (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation))).Created();

        (await chat.DeleteAsync($"/users/{user}/clients/{client}")).Is(200, "{}");

        Assert.Empty(await AssociationsAsync(conversation));
        (await chat.DeleteAsync($"/users/{user}/clients/{client}")).IsProblem(404, "client_not_found", "Client not found");
        (await chat.DeleteAsync($"/users/{user}/clients/nothing")).IsProblem(404, "client_not_found", "Client not found");
    }

    [Fact]
    public async Task Client_of_another_user_is_not_found()
    {
        var (user, conversation, integration) = await SceneAsync();
        var client = (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation))).Created();

        (await chat.DeleteAsync($"/users/{await chat.UserAsync()}/clients/{client}")).IsProblem(404, "client_not_found", "Client not found");
    }

    [Fact]
    public async Task Identity_goes_over_to_the_user_who_links_it_last()
    {
        var (loser, lost, integration) = await SceneAsync();
        var number = NextNumber();
        await chat.PostAsync($"/users/{loser}/clients", Link(integration, lost, number: number));
        var winner = await chat.UserAsync();
        var won = await chat.PersonalAsync(winner);
        var pending = Link(integration, won, number: number, confirmation: "prompt");

        var client = (await chat.PostAsync($"/users/{winner}/clients", pending)).Created();
        Assert.Single(await AssociationsAsync(lost));
        await chat.PostAsync($"/users/{winner}/clients", pending.Replace("prompt", "immediate", StringComparison.Ordinal));

        Assert.Empty(await AssociationsAsync(lost));
        Assert.Empty((await chat.GetAsync($"/users/{loser}/clients")).Ids());
        Assert.Equal([("twilio", client)], await AssociationsAsync(won));
    }

    [Fact]
    public async Task Client_is_inactive_without_its_integration()
    {
        var (user, conversation, integration) = await SceneAsync();
        await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation));

        (await chat.DeleteAsync($"/integrations/{integration}")).Is(200, "{}");

        Assert.Equal("inactive", (await chat.GetAsync($"/users/{user}/clients")).Json.GetProperty("clients")[0].GetProperty("status").GetString());
        Assert.Empty(await AssociationsAsync(conversation));
    }

    [Fact]
    public async Task Sdk_client_is_created_once_by_subscribing_and_cannot_be_removed()
    {
        var user = await chat.UserAsync();
        var body = $$"""{"userId":"{{user}}","subscribeSDKClient":true}""";
        var (first, second) = (await chat.GroupAsync(), await chat.GroupAsync());

        var joined = await chat.PostAsync($"/conversations/{first}/join", body);
        await chat.PostAsync($"/conversations/{second}/join", body);

        var client = Assert.Single((await chat.GetAsync($"/users/{user}/clients")).Json.GetProperty("clients").EnumerateArray());
        var id = client.GetProperty("id").GetString()!;
        Assert.Equal($$"""{"id":"{{id}}","type":"sdk","status":"active","lastSeen":"{{chat.Now}}","linkedAt":"{{chat.Now}}"}""", client.GetRawText());
        Assert.Equal($$"""[{"type":"sdk","clientId":"{{id}}"}]""", joined.Json.GetProperty("participant").GetProperty("clientAssociations").GetRawText());
        Assert.Equal([("sdk", id)], await AssociationsAsync(second));
        (await chat.DeleteAsync($"/users/{user}/clients/{id}")).IsProblem(400, "bad_request", "Cannot remove a client of type 'sdk'");
    }

    [Fact]
    public async Task Client_of_whoever_leaves_leaves_too()
    {
        var user = await chat.UserAsync();
        var group = await chat.GroupAsync();
        await chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":true}""");
        await chat.PostAsync($"/conversations/{group}/leave", $$"""{"userId":"{{user}}"}""");

        await chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":false}""");

        Assert.Empty(await AssociationsAsync(group));
    }

    [Fact]
    public async Task Clients_come_in_pages()
    {
        var (user, conversation, integration) = await SceneAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation))).Created());

        var first = await chat.GetAsync($"/users/{user}/clients?page[size]=2");
        var second = await chat.GetAsync(first.Link("next")!);

        Assert.Equal(ids, [.. first.Ids(), .. second.Ids()]);
        Assert.Null(second.Link("next"));
        (await chat.GetAsync($"/users/{user}/clients?page[size]=0")).IsProblem(400, "bad_request", "Invalid page query parameters");
    }

    [Fact]
    public async Task User_has_a_bounded_number_of_clients()
    {
        var (user, conversation, integration) = await SceneAsync();
        for (var i = 0; i < 25; i++) (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation))).Created();

        (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation))).IsBad("A user can have at most 25 clients");
    }

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "{}", ["should have required property 'matchCriteria'", "should have required property 'confirmation'", "should have required property 'target'"] },
        { Body("""{"type":"line","integrationId":"1"}"""), ["'matchCriteria.type' should be one of mailgun, messagebird, twilio, whatsapp"] },
        { Body("""{"type":"twilio","phoneNumber":"+4930123456"}"""), ["'matchCriteria' should have required property 'integrationId'"] },
        { Body("""{"type":"twilio","integrationId":"1"}"""), ["'matchCriteria' should have required property 'phoneNumber'"] },
        { Body("""{"type":"twilio","integrationId":"1","phoneNumber":"212 555 2368"}"""), ["'matchCriteria.phoneNumber' should be a phone number with + and the country code"] },
        { Body("""{"type":"mailgun","integrationId":"1","address":"nobody"}"""), ["'matchCriteria.address' should be an e-mail address"] },
        { Body("""{"type":"mailgun","integrationId":"1","address":"Ada <ada@example.com>"}"""), ["'matchCriteria.address' should be an e-mail address"] },
        { Body(Valid, """{"type":"never"}"""), ["'confirmation.type' should be one of immediate, userActivity, prompt"] },
        { Body(Valid, """{"type":"prompt","message":{"author":{"type":"business"},"content":{"type":"file","mediaUrl":"https://example.com/a.pdf"}}}"""), ["'confirmation.message.content.type' should be one of text, image"] },
        {
            Body(Valid, """{"type":"prompt","message":{"author":{"type":"business"},"content":{"type":"text","text":"Yes?","actions":[{"type":"reply","text":"Yes","payload":"yes"}]}}}"""),
            ["'confirmation.message.content.actions[0].type' should be one of link"]
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_are_named(string body, string[] titles) => (await chat.PostAsync($"/users/{await chat.UserAsync()}/clients", body)).IsBad(titles);

    [Fact]
    public async Task What_a_link_names_must_exist()
    {
        var (user, conversation, integration) = await SceneAsync();

        (await chat.PostAsync("/users/nobody/clients", Link(integration, conversation))).IsProblem(404, "user_not_found", "User not found");
        (await chat.PostAsync($"/users/{user}/clients", Link(integration, ChatServer.Missing))).IsProblem(404, "conversation_not_found", "Conversation not found");
        (await chat.PostAsync($"/users/{user}/clients", Link("nothing\\u0000", conversation))).IsProblem(404, "integration_not_found", "Integration not found");
        (await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation, "whatsapp"))).IsBad("'matchCriteria.integrationId' should be the id of an integration of type whatsapp");
        var stranger = await chat.PersonalAsync();
        (await chat.PostAsync($"/users/{user}/clients", Link(integration, stranger))).IsProblem(404, "not_found", "User is not a member of the conversation");
    }

    [Fact]
    public async Task Rows_are_deleted_with_their_user_their_conversation_and_their_app()
    {
        var (user, conversation, integration) = await SceneAsync();
        await chat.PostAsync($"/users/{user}/clients", Link(integration, conversation));
        var group = await chat.GroupAsync();
        await chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":true}""");
        await chat.PostAsync($"/conversations/{group}/conversionEvents", """{"messenger":{"payload":{"data":[{}]}}}""");
        Assert.Equal((2, 2), (await CountAsync($"clients WHERE user_id = '{user}'"), await CountAsync($"client_associations WHERE user_id = '{user}'")));
        Assert.Equal(1, await CountAsync($"conversion_events WHERE conversation_id = '{group}'"));

        await chat.DeleteAsync($"/conversations/{group}");
        Assert.Equal((2, 1), (await CountAsync($"clients WHERE user_id = '{user}'"), await CountAsync($"client_associations WHERE user_id = '{user}'")));
        Assert.Equal(0, await CountAsync($"conversion_events WHERE conversation_id = '{group}'"));
        await chat.DeleteAsync($"/users/{user}");
        Assert.Equal((0, 0), (await CountAsync($"clients WHERE user_id = '{user}'"), await CountAsync($"client_associations WHERE user_id = '{user}'")));

        var (app, client) = await chat.OtherAppAsync();
        using (client)
        {
            var other = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/users", "{}", client)).Created();
            await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/conversations", $$"""{"type":"personal","participants":[{"userId":"{{other}}","subscribeSDKClient":true}]}""", client);
            Assert.Equal((1, 1), (await CountAsync($"clients WHERE app_id = '{app}'"), await CountAsync($"client_associations WHERE user_id = '{other}'")));
            using var account = chat.Server.CreateAccountClient();
            await chat.SendAsync(HttpMethod.Delete, $"/v2/apps/{app}", by: account);
            Assert.Equal((0, 0), (await CountAsync($"clients WHERE app_id = '{app}'"), await CountAsync($"client_associations WHERE user_id = '{other}'")));
        }
    }

    [Fact]
    public async Task Devices_are_none()
    {
        var user = await chat.UserAsync("""{"externalId":"device/owner"}""");

        (await chat.GetAsync($"/users/{user}/devices")).Is(200, """{"devices":[]}""");
        (await chat.GetAsync("/users/device%2Fowner/devices")).Is(200, """{"devices":[]}""");
        (await chat.GetAsync($"/users/{user}/devices/{ChatServer.Missing}")).IsProblem(404, "device_not_found", "Device not found");
        (await chat.GetAsync("/users/nobody/devices")).IsProblem(404, "user_not_found", "User not found");
    }

    private const string Valid = """{"type":"twilio","integrationId":"1","phoneNumber":"+4930123456"}""";

    private static string Body(string criteria, string confirmation = """{"type":"immediate"}""") =>
        $$$"""{"matchCriteria":{{{criteria}}},"confirmation":{{{confirmation}}},"target":{"conversationId":"1"}}""";

    private static string NextNumber() => $"+4930{Interlocked.Increment(ref numbers):000000}";

    private static string Link(
        string integration, string conversation, string type = "twilio", string field = "phoneNumber", string? number = null, string confirmation = "immediate", string rest = "") =>
        $$$"""{"matchCriteria":{"type":"{{{type}}}","integrationId":"{{{integration}}}","{{{field}}}":"{{{number ?? NextNumber()}}}"{{{rest}}}},"confirmation":{"type":"{{{confirmation}}}"},"target":{"conversationId":"{{{conversation}}}"}}""";

    private async Task<(string User, string Conversation, string Integration)> SceneAsync(string type = "twilio")
    {
        var user = await chat.UserAsync();
        var integration = await IntegrationAsync(type);
        return (user, await chat.PersonalAsync(user), integration);
    }

    // An app has at most a hundred integrations, and the tests of a class run one after another.
    private async Task<string> IntegrationAsync(string type)
    {
        foreach (var old in (await chat.GetAsync("/integrations?page[size]=100")).Ids()) await chat.DeleteAsync($"/integrations/{old}");
        var fields = type switch
        {
            "twilio" => """
                ,"accountSid":"a","authToken":"b","phoneNumberSid":"c"
                """,
            "mailgun" => """
                ,"apiKey":"a","domain":"example.com","incomingAddress":"in@example.com"
                """,
            _ => "",
        };
        return (await chat.PostAsync("/integrations", $$"""{"type":"{{type}}"{{fields}}}""")).Created();
    }

    private async Task<long> CountAsync(string rows) => await chat.Server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => session.Sql($"SELECT COUNT(*) FROM {rows}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private async Task<List<(string Type, string Id)>> AssociationsAsync(string conversation) =>
        [.. (await chat.GetAsync($"/conversations/{conversation}/participants")).Json.GetProperty("participants").EnumerateArray()
            .SelectMany(participant => participant.GetProperty("clientAssociations").EnumerateArray())
            .Select(client => (client.GetProperty("type").GetString()!, client.GetProperty("clientId").GetString()!))];
}

public sealed class SqliteClientTests(SqliteChatServer chat) : ClientTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresClientTests(PostgresChatServer chat) : ClientTests(chat), IClassFixture<PostgresChatServer>;
