using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Integrations;

/// <summary>Integrations of channels: what set-up scripts send is stored, returned as the API describes it, and never shown if it is secret.</summary>
public abstract class ChannelIntegrationTests(ChatServer chat)
{
    private const string Path = "/integrations";
    private const string Long = "eH3Ea4329FzUGEsWkjQr1dbD1JDpn5Ygo/kbW0/f8gOQ4eHTr31bjDUcCfv3s9QaAwRgpd4sckdlSXwMOAGHBQ==";

    /// <summary>For each type: the fields of a creation, and those of the response after the name.</summary>
    public static TheoryData<string, string, string> Types { get; } = new()
    {
        { "android", """ "projectId":"s3cret","clientEmail":"s3cret","privateKey":"s3cret","senderId":"7" """, """ "senderId":"7","attachmentsEnabled":true """ },
        {
            "apple", $""" "businessId":"b","apiSecret":"s3cret","mspId":"m","authenticationMessageSecret":"{Long}" """,
            $""" "businessId":"b","mspId":"m","authenticationMessageSecret":"{Long}" """
        },
        {
            "instagram", """ "pageAccessToken":"s3cret","appId":"a","appSecret":null,"storyRepliesEnabled":false """,
            """ "appId":"a","storyRepliesEnabled":false,"storyMentionsEnabled":true """
        },
        {
            "ios", """ "certificate":"s3cret","password":"s3cret","production":true,"canUserSeeConversationList":false """,
            """ "production":true,"canUserSeeConversationList":false,"attachmentsEnabled":true """
        },
        { "line", """ "channelId":"1","channelSecret":"2","serviceCode":"3","lineId":"forged" """, """ "channelId":"1","channelSecret":"2","serviceCode":"3" """ },
        {
            "mailgun", """ "apiKey":"s3cret","domain":"d","incomingAddress":"a@d","hideUnsubscribeLink":true,"fromAddress":"f@d" """,
            """ "domain":"d","incomingAddress":"a@d","hideUnsubscribeLink":true,"fromAddress":"f@d" """
        },
        { "messenger", """ "pageAccessToken":"t","appId":"a","appSecret":"s3cret","pageId":123212323432123 """, """ "pageAccessToken":"t","appId":"a","pageId":123212323432123 """ },
        { "telegram", """ "token":"s3cret","unknown":1 """, "" },
        { "twilio", """ "accountSid":"AC","authToken":"s3cret","phoneNumberSid":"PN" """, """ "accountSid":"AC","phoneNumberSid":"PN" """ },
        {
            "twitter", """ "tier":"enterprise","consumerKey":"s3cret","consumerSecret":"s3cret","accessTokenKey":"s3cret","accessTokenSecret":"s3cret" """,
            """ "tier":"enterprise" """
        },
        { "unity", """ "canUserCreateMoreConversations":true """, """ "canUserCreateMoreConversations":true,"attachmentsEnabled":true """ },
        { "viber", """ "token":"s3cret" """, "" },
        {
            "web", """ "brandColor":"abc","integrationOrder":["1","2"],"prechatCapture":{"enabled":true,"unknown":1,"fields":[{"type":"text","name":"n","label":"l"}]} """,
            """
            "brandColor":"abc","fixedIntroPane":false,"conversationColor":"0099ff","actionColor":"0099ff","displayStyle":"button","buttonWidth":"58","buttonHeight":"58",
            "integrationOrder":["1","2"],"prechatCapture":{"enabled":true,"fields":[{"type":"text","name":"n","label":"l"}]},"attachmentsEnabled":true
            """
        },
        {
            "whatsapp", """ "accountId":"a","accountManagementAccessToken":"t","phoneNumber":"forged","defaultResponderId":"5e4af71a81966cfff3ef6550" """,
            """ "hsmFallbackLanguage":"en_US","accountId":"a","accountManagementAccessToken":"t" """
        },
    };

    public static TheoryData<string, string[]> Faulty { get; } = new()
    {
        { """{"type":"telegram"}""", ["should have required property 'token'"] },
        { """{"type":"telegram","token":""}""", ["'token' should have 1 to 12288 characters"] },
        { """{"type":"apple","businessId":null,"apiSecret":"x","mspId":"y"}""", ["should have required property 'businessId'"] },
        { """{"type":"apple","businessId":"a","apiSecret":"x","mspId":"y","authenticationMessageSecret":"short"}""", ["'authenticationMessageSecret' should have 88 to 2048 characters"] },
        { """{"type":"twilio","accountSid":"a","authToken":"b"}""", ["should have one of 'phoneNumberSid', 'messagingServiceSid'"] },
        { """{"type":"line","channelId":"a"}""", ["should have required property 'channelSecret'"] },
        { """{"type":"twitter","tier":"premium","consumerKey":"a","consumerSecret":"b","accessTokenKey":"c","accessTokenSecret":"d"}""", ["'tier' should be one of enterprise"] },
        { """{"type":"web","brandColor":"red","fixedIntroPane":"no","displayStyle":"x"}""", ["'brandColor' should be a color of 3 or 6 hexadecimal characters", "'fixedIntroPane' should be boolean", "'displayStyle' should be one of button, tab"] },
        { """{"type":"web","integrationOrder":"x","prechatCapture":{"fields":[{"type":"text"}]}}""", ["'integrationOrder' should be array", "'prechatCapture.fields[0]' should have required property 'label'", "'prechatCapture.fields[0]' should have required property 'name'"] },
        { """{"type":"messenger","pageAccessToken":"a","appId":"b","appSecret":"c","pageId":"1"}""", ["'pageId' should be number"] },
        { """{"type":"whatsapp","displayName":""}""", ["'displayName' should have 1 to 100 characters"] },
        { """{"type":"WhatsApp"}""", ["Invalid integration type"] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Integration_of_each_type_is_stored_and_returned_without_its_secrets(string type, string fields, string shown)
    {
        var made = await chat.PostAsync(Path, $$"""{"type":"{{type}}","displayName":"Desk",{{fields}}}""");
        var id = made.Created();

        var expected = $$"""{"id":"{{id}}","type":"{{type}}","status":"inactive","displayName":"Desk",{{Flat(shown)}}{{(shown.Length > 0 ? "," : "")}}"showAIDisclaimer":true}""";
        Assert.Equal(expected, made.Json.GetProperty("integration").GetRawText());
        (await chat.GetAsync($"{Path}/{id}")).Is(200, made.Body);
        Assert.Contains(id, (await chat.GetAsync($"{Path}?filter[types]=custom, {type}&page[size]=100")).Ids());
        Assert.DoesNotContain(id, (await chat.GetAsync($"{Path}?filter[types]=custom&page[size]=100")).Ids());
        Assert.Contains(id, (await chat.GetAsync($"{Path}?page[size]=100")).Ids());
        (await chat.DeleteAsync($"{Path}/{id}")).Is(200, "{}");
        (await chat.GetAsync($"{Path}/{id}")).IsProblem(404, "integration_not_found", "Integration not found");
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Faulty_integration_is_refused_with_its_faults(string body, string[] titles) => (await chat.PostAsync(Path, body)).IsBad(titles);

    [Fact]
    public async Task Server_makes_the_secret_in_the_url_that_messagebird_would_call()
    {
        const string Body = """{"type":"messagebird","accessKey":"s3cret","signingKey":"s3cret","originator":"12262121021","webhookSecret":"forged"}""";
        var first = (await chat.PostAsync(Path, Body)).Json.GetProperty("integration");
        var second = (await chat.PostAsync(Path, Body)).Json.GetProperty("integration");

        Assert.Matches("^[0-9a-f]{32}$", first.GetProperty("webhookSecret").GetString());
        Assert.NotEqual(first.GetProperty("webhookSecret").GetString(), second.GetProperty("webhookSecret").GetString());
        Assert.Equal(["id", "type", "status", "originator", "webhookSecret", "showAIDisclaimer"], first.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Update_changes_what_the_api_says_and_nothing_else()
    {
        var id = (await chat.PostAsync(Path, """{"type":"mailgun","apiKey":"k","domain":"d","incomingAddress":"a@d","fromAddress":"f@d"}""")).Created();

        var changed = await chat.PatchAsync($"{Path}/{id}", """{"displayName":"Mail","fromAddress":null,"hideUnsubscribeLink":true,"domain":"d","showAIDisclaimer":false,"apiKey":"k"}""");

        const string Rest = "\"domain\":\"d\",\"incomingAddress\":\"a@d\",\"hideUnsubscribeLink\":true,\"showAIDisclaimer\":false";
        changed.Is(200, $$$"""{"integration":{"id":"{{{id}}}","type":"mailgun","status":"inactive","displayName":"Mail",{{{Rest}}}}}""");
        (await chat.PatchAsync($"{Path}/{id}", """{"domain":"other","apiKey":"other","type":"web","fromAddress":7}""")).IsBad(
            "'type' cannot be changed; delete the integration and create it again", "'apiKey' cannot be changed; delete the integration and create it again",
            "'domain' cannot be changed; delete the integration and create it again", "'fromAddress' should be string");
        (await chat.GetAsync($"{Path}/{id}")).Is(200, changed.Body);
        (await chat.PatchAsync($"{Path}/{id}", """{"displayName":null,"hideUnsubscribeLink":null}""")).Is(
            200, $$$"""{"integration":{"id":"{{{id}}}","type":"mailgun","status":"inactive",{{{Rest}}}}}""");
    }

    [Fact]
    public async Task Audit_log_names_changed_fields_and_no_value()
    {
        var id = (await chat.PostAsync(Path, """{"type":"ios","password":"hunter2","production":true}""")).Created();
        await chat.PatchAsync($"{Path}/{id}", """{"password":"hunter3","production":true,"autoUpdateBadge":true}""");
        using var account = chat.Server.CreateAccountClient();

        var entries = (await chat.SendAsync(HttpMethod.Get, $"/v2/audit?filter[appId]={chat.Server.AppId}&filter[action]=integration.update", by: account)).Json.GetProperty("entries");

        var entry = Assert.Single(entries.EnumerateArray(), one => one.GetProperty("subjectId").GetString() == id);
        Assert.Equal("""{"changed":["password","autoUpdateBadge"]}""", entry.GetProperty("detail").GetRawText());
        Assert.DoesNotContain("hunter", entries.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_and_webhooks_are_for_custom_integrations_only()
    {
        var id = (await chat.PostAsync(Path, """{"type":"unity"}""")).Created();

        (await chat.GetAsync($"{Path}/{id}/keys")).IsProblem(400, "bad_request", "API keys are available only for custom integrations");
        (await chat.PostAsync($"{Path}/{id}/keys", """{"displayName":"x"}""")).IsProblem(400, "bad_request", "API keys are available only for custom integrations");
        (await chat.GetAsync($"{Path}/{id}/webhooks")).IsProblem(400, "bad_request", "Webhooks are available only for custom integrations");
    }

    [Fact]
    public async Task Fields_have_at_most_16_kib_and_an_app_has_at_most_a_hundred_integrations()
    {
        var (app, client) = await chat.OtherAppAsync();
        using var own = client;
        var path = $"/v2/apps/{app}/integrations";
        var many = string.Join(',', Enumerable.Repeat($"\"{new string('<', 200)}\"", 90));

        var large = await chat.SendAsync(HttpMethod.Post, path, $$"""{"type":"web","integrationOrder":[{{many}}]}""", own);
        large.IsBad("The fields of an integration are limited to 16384 bytes in size.");
        for (var i = 0; i < 100; i++) Assert.Equal(201, (await chat.SendAsync(HttpMethod.Post, path, """{"type":"unity"}""", own)).Status);
        (await chat.SendAsync(HttpMethod.Post, path, """{"type":"unity"}""", own)).IsBad("An app can have at most 100 integrations");

        var first = await chat.SendAsync(HttpMethod.Get, $"{path}?filter[types]=unity&page[size]=60", null, own);
        var rest = await chat.SendAsync(HttpMethod.Get, first.Link("next")!, null, own);
        Assert.Equal((60, 40), (first.Ids().Count, rest.Ids().Distinct().Except(first.Ids()).Count()));
        Assert.Empty((await chat.SendAsync(HttpMethod.Get, $"{path}?filter[types]=web", null, own)).Ids());
        Assert.Empty((await chat.SendAsync(HttpMethod.Get, $"{path}?filter[types]=fax", null, own)).Ids());
    }

    [Fact]
    public async Task Secrets_are_encrypted_in_the_database()
    {
        var id = (await chat.PostAsync(Path, """{"type":"line","channelId":"plain-7431","channelSecret":"covert-7431"}""")).Created();

        var (fields, secrets) = await chat.Server.Services.GetRequiredService<Database>().ReadAsync(
            (session, token) => session.Sql($"SELECT fields, secrets FROM integrations WHERE id = '{id}'").FirstAsync(row => (row.GetString(0), row.GetFieldValue<byte[]>(1)), token),
            TestContext.Current.CancellationToken);

        Assert.Equal("""{"channelId":"plain-7431"}""", fields);
        Assert.DoesNotContain("covert", Encoding.Latin1.GetString(secrets), StringComparison.Ordinal);
        Assert.Equal("covert-7431", (await chat.GetAsync($"{Path}/{id}")).Json.GetProperty("integration").GetProperty("channelSecret").GetString());
    }

    private static string Flat(string shown) => string.Concat(shown.Split('\n').Select(line => line.Trim()));
}

public sealed class SqliteChannelIntegrationTests(SqliteChatServer chat) : ChannelIntegrationTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresChannelIntegrationTests(PostgresChatServer chat) : ChannelIntegrationTests(chat), IClassFixture<PostgresChatServer>;
