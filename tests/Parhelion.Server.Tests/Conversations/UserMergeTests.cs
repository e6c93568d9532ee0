using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Two users become one: everything of the discarded one belongs to the surviving one then, and nothing is deleted.</summary>
public abstract class UserMergeTests(ChatServer chat)
{
    private static int numbers;

    [Fact]
    public async Task Surviving_user_gets_the_fields_that_only_the_other_one_has()
    {
        var (old, current) = Ids();
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        var discarded = await chat.UserAsync(
            $$$"""
            {"zendeskId":"{{{old}}}","externalId":"crm {{{old}}}","signedUpAt":"2020-01-01T00:00:00Z","toBeRetained":true,
            "identities":[{"type":"email","value":"{{{old}}}@example.com","verification":"sso"}],
            "profile":{"givenName":"Augusta","surname":"Byron","locale":"en"},"metadata":{"tier":"silver","vip":true}}
            """);
        var surviving = await chat.UserAsync($$$"""{"zendeskId":"{{{current}}}","profile":{"givenName":"Ada"},"metadata":{"tier":"gold"}}""");

        var merged = await MergeAsync(old, current);

        merged.Is(
            200,
            $$$"""{"user":{"id":"{{{surviving}}}","externalId":"crm {{{old}}}","zendeskId":"{{{current}}}","signedUpAt":"2020-01-01T00:00:00.000Z","toBeRetained":true,"profile":{"givenName":"Ada","surname":"Byron","locale":"en"},"metadata":{"tier":"gold","vip":true},"identities":[{"type":"email","value":"{{{old}}}@example.com","verification":"sso"}]}}""");
        Assert.Equal(merged.Body, (await chat.GetAsync($"/users/crm%20{old}")).Body);
        (await chat.GetAsync($"/users/{discarded}")).IsProblem(404, "user_not_found", "User not found");
        // Whoever repeats the call gets the same answer.
        Assert.Equal(merged.ToString(), (await MergeAsync(old, current)).ToString());
        // The old id is free.
        (await chat.PostAsync($"/users/{old}/sync", "{}")).IsProblem(404, "user_not_found", "User not found");
        await chat.UserAsync($$"""{"zendeskId":"{{old}}"}""");
    }

    [Fact]
    public async Task Fields_of_the_surviving_user_stay()
    {
        var (old, current) = Ids();
        string Body(string id) => $$"""{"zendeskId":"{{id}}","externalId":"crm {{id}}","identities":[{"type":"email","value":"{{id}}@example.com"}],"toBeRetained":false}""";
        await chat.UserAsync(Body(old).Replace("false", "true", StringComparison.Ordinal));
        var surviving = await chat.UserAsync(Body(current));
        var before = (await chat.GetAsync($"/users/{surviving}")).Body;

        Assert.Equal(before, (await MergeAsync(old, current)).Body);

        (await chat.GetAsync($"/users/crm%20{old}")).IsProblem(404, "user_not_found", "User not found");
    }

    [Fact]
    public async Task Conversations_messages_and_attachments_follow_and_none_is_lost()
    {
        var (old, current) = Ids();
        var (discarded, surviving) = (await chat.UserAsync($$"""{"zendeskId":"{{old}}"}"""), await chat.UserAsync($$"""{"zendeskId":"{{current}}"}"""));
        var (own, others) = (await chat.PersonalAsync(surviving), await chat.PersonalAsync(discarded));
        var more = await chat.PersonalAsync(discarded);
        var (group, both) = (await chat.GroupAsync(discarded), await chat.GroupAsync(surviving, discarded));
        var (sent, unsent, answered) = (await chat.UploadAsync("a.png"), await chat.UploadAsync("b.png", $"access=public&for=message&conversationId={others}"), await chat.UploadAsync("c.png"));
        await SayAsync(group, discarded, $$"""{"type":"image","mediaUrl":"{{sent}}"}""");
        await SayAsync(others, discarded, """{"type":"text","text":"\"userId\":\"quoted\""}""");
        await chat.PostContentAsync(more, $$"""{"type":"image","mediaUrl":"{{answered}}"}""");
        await SayAsync(both, discarded, """{"type":"text","text":"Mine"}""");

        Assert.Equal(200, (await MergeAsync(old, current)).Status);

        Assert.Equal(new[] { own, others, more, group, both }.Order(StringComparer.Ordinal), (await chat.GetAsync($"/conversations?filter[userId]={surviving}")).Ids());
        foreach (var (conversation, count) in ((string, int)[])[(group, 1), (others, 1), (more, 1), (both, 1)])
        {
            var messages = (await chat.GetAsync($"/conversations/{conversation}/messages")).Json.GetProperty("messages").EnumerateArray().ToList();
            Assert.Equal(count, messages.Count);
            foreach (var author in messages.Select(message => message.GetProperty("author")).Where(author => author.GetProperty("type").GetString() == "user"))
            {
                Assert.Equal(surviving, author.GetProperty("userId").GetString());
            }

            var participant = Assert.Single((await chat.GetAsync($"/conversations/{conversation}/participants")).Json.GetProperty("participants").EnumerateArray());
            Assert.Equal(surviving, participant.GetProperty("userId").GetString());
        }

        await AssertReadableAsync(200, sent, unsent, answered);
        // The default conversation of the surviving user is still that one, and only that one.
        (await chat.DeleteAsync($"/conversations/{own}")).IsBad($"Conversation {own} cannot be deleted because it is the default.");
        (await chat.DeleteAsync($"/conversations/{others}")).Is(200, "{}");
        await AssertReadableAsync(404, unsent);
        // What belonged to two belongs to one.
        (await chat.DeleteAsync($"/users/{surviving}")).Is(200, "{}");
        await AssertReadableAsync(404, sent, answered);
        Assert.Equal(0, await CountAsync($"participants WHERE user_id IN ('{surviving}', '{discarded}')"));
        Assert.Equal(0, await CountAsync($"messages WHERE author_id IN ('{surviving}', '{discarded}')"));
    }

    [Fact]
    public async Task Default_conversation_stays_the_default_one_if_the_surviving_user_has_none()
    {
        var (old, current) = Ids();
        var (discarded, _) = (await chat.UserAsync($$"""{"zendeskId":"{{old}}"}"""), await chat.UserAsync($$"""{"zendeskId":"{{current}}"}"""));
        var conversation = await chat.PersonalAsync(discarded);

        await MergeAsync(old, current);

        (await chat.DeleteAsync($"/conversations/{conversation}")).IsBad($"Conversation {conversation} cannot be deleted because it is the default.");
    }

    [Fact]
    public async Task Clients_follow_and_those_that_both_have_become_one()
    {
        var (old, current) = Ids();
        var (discarded, surviving) = (await chat.UserAsync($$"""{"zendeskId":"{{old}}"}"""), await chat.UserAsync($$"""{"zendeskId":"{{current}}"}"""));
        var viber = (await chat.PostAsync("/integrations", """{"type":"viber","token":"x"}""")).Created();
        var whatsapp = (await chat.PostAsync("/integrations", """{"type":"whatsapp"}""")).Created();
        var (first, second) = (await PersonalWithSdkAsync(discarded), await PersonalWithSdkAsync(surviving));
        await chat.PostAsync("/simulator/messages", $$$"""{"integrationId":"{{{viber}}}","userId":"{{{discarded}}}","content":{"type":"text","text":"Hello"}}""");
        await chat.PostContentAsync(first, """{"type":"text","text":"Hi"}""");
        var number = $"+4930{int.Parse(current.AsSpan(8), CultureInfo.InvariantCulture):000000}";
        async Task<string> LinkAsync(string user, string conversation, string confirmation) => (await chat.PostAsync(
            $"/users/{user}/clients",
            $$$"""{"matchCriteria":{"type":"whatsapp","integrationId":"{{{whatsapp}}}","phoneNumber":"{{{number}}}"},"confirmation":{"type":"{{{confirmation}}}"},"target":{"conversationId":"{{{conversation}}}"}}""")).Created();
        await LinkAsync(discarded, first, "immediate");
        var kept = await LinkAsync(surviving, second, "prompt");

        await MergeAsync(old, current);

        var clients = (await chat.GetAsync($"/users/{surviving}/clients")).Json.GetProperty("clients").EnumerateArray().ToList();
        Assert.Equal([("sdk", "active"), ("viber", "active"), ("whatsapp", "active")], clients.Select(client => (client.GetProperty("type").GetString()!, client.GetProperty("status").GetString()!)).OrderBy(client => client.Item1, StringComparer.Ordinal));
        Assert.Equal(kept, clients.Single(client => client.GetProperty("type").GetString() == "whatsapp").GetProperty("id").GetString());
        Assert.Equal(["sdk", "viber", "whatsapp"], (await AssociationsAsync(first)).Order(StringComparer.Ordinal));
        Assert.Equal(["sdk", "whatsapp"], (await AssociationsAsync(second)).Order(StringComparer.Ordinal));
        Assert.Equal(0, await CountAsync($"clients WHERE user_id = '{discarded}'") + await CountAsync($"client_associations WHERE user_id = '{discarded}'"));
        var delivery = (await chat.GetAsync("/simulator/deliveries")).Json.GetProperty("deliveries").EnumerateArray().Last();
        Assert.Equal(surviving, delivery.GetProperty("userId").GetString());
        var written = await chat.PostAsync("/simulator/messages", $$$"""{"integrationId":"{{{viber}}}","userId":"{{{surviving}}}","content":{"type":"text","text":"Still here"}}""");
        Assert.Equal(first, written.Json.GetProperty("conversationId").GetString());
        foreach (var integration in (string[])[viber, whatsapp]) await chat.DeleteAsync($"/integrations/{integration}");
    }

    [Theory]
    [InlineData("0>2", "1>2", "0>2", "1>2")]
    [InlineData("0>1", "1>0", "0>1", "1>0")]
    public async Task Mergers_at_once_leave_one_user_who_has_everything(params string[] mergers)
    {
        var (ids, users, conversations) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i <= mergers.SelectMany(merger => merger.Where(char.IsAsciiDigit)).Max() - '0'; i++)
        {
            ids.Add(Ids().Old);
            users.Add(await chat.UserAsync($$"""{"zendeskId":"{{ids[i]}}"}"""));
            conversations.Add(await chat.PersonalAsync(users[i]));
        }

        var replies = await Task.WhenAll(mergers.Select(merger => MergeAsync(ids[merger[0] - '0'], ids[merger[2] - '0'])));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        var left = new List<string>();
        foreach (var user in users)
        {
            if ((await chat.GetAsync($"/users/{user}")).Status == 200) left.Add(user);
        }

        Assert.Equal(conversations.Order(StringComparer.Ordinal), (await chat.GetAsync($"/conversations?filter[userId]={Assert.Single(left)}")).Ids());
        Assert.Equal(1, await CountAsync($"conversations WHERE user_id = '{left[0]}' AND is_default = 1"));
    }

    private static (string Old, string Current) Ids() => ($"zendesk-{Interlocked.Increment(ref numbers)}", $"zendesk-{Interlocked.Increment(ref numbers)}");

    private Task<Reply> MergeAsync(string zendeskId, string survivingZendeskId) => chat.PostAsync($"/users/{zendeskId}/sync", $$"""{"survivingZendeskId":"{{survivingZendeskId}}"}""");

    private async Task SayAsync(string conversation, string user, string content) =>
        Assert.Equal(201, (await chat.PostAsync($"/conversations/{conversation}/messages", $$$"""{"author":{"type":"user","userId":"{{{user}}}"},"content":{{{content}}}}""")).Status);

    private async Task<string> PersonalWithSdkAsync(string user) =>
        (await chat.PostAsync("/conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}","subscribeSDKClient":true}]}""")).Created();

    private async Task<IEnumerable<string>> AssociationsAsync(string conversation) => (await chat.GetAsync($"/conversations/{conversation}/participants")).Json.GetProperty("participants").EnumerateArray()
        .SelectMany(participant => participant.GetProperty("clientAssociations").EnumerateArray()).Select(client => client.GetProperty("type").GetString()!);

    private async Task AssertReadableAsync(int status, params string[] urls)
    {
        using var browser = chat.Server.CreateAnonymousClient();
        foreach (var url in urls)
        {
            using var response = await browser.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    private async Task<long> CountAsync(string rows) => await chat.Server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => session.Sql($"SELECT COUNT(*) FROM {rows}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
}

public sealed class SqliteUserMergeTests(SqliteChatServer chat) : UserMergeTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresUserMergeTests(PostgresChatServer chat) : UserMergeTests(chat), IClassFixture<PostgresChatServer>;
