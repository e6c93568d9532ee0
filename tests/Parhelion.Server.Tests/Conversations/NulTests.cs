namespace Parhelion.Server.Tests.Conversations;

/// <summary>NUL, which PostgreSQL cannot keep in a text: refused by name where it would be kept, found nowhere where it is looked for, and left
/// alone inside of JSON. The same on every database.</summary>
public abstract class NulTests(ChatServer chat)
{
    private const string Nul = "a\\u0000b";

    [Theory]
    [InlineData("/users", "externalId", "{}")]
    [InlineData("/users", "brandId", "{}")]
    [InlineData("/conversations", "displayName", """{"type":"sdkGroup"}""")]
    [InlineData("/conversations", "description", """{"type":"sdkGroup"}""")]
    [InlineData("/conversations", "iconUrl", """{"type":"sdkGroup"}""")]
    [InlineData("/integrations", "displayName", """{"type":"custom","webhooks":[{"target":"http://127.0.0.1/","triggers":["user:remove"]}]}""")]
    public async Task Text_that_is_kept_as_it_is_holds_none(string path, string field, string rest)
    {
        var value = field == "iconUrl" ? $"https://example.com/{Nul}" : Nul;

        var made = await chat.PostAsync(path, With(rest, field, value));

        made.IsBad($"'{field}' should not contain a NUL character");
    }

    [Fact]
    public async Task Names_of_apps_and_keys_hold_none()
    {
        using var account = chat.Server.CreateAccountClient();
        var body = $$"""{"displayName":"{{Nul}}"}""";

        (await chat.SendAsync(HttpMethod.Post, "/v2/apps", body, account)).IsBad("'displayName' should not contain a NUL character");
        (await chat.SendAsync(HttpMethod.Patch, chat.AppPath, body)).IsBad("'displayName' should not contain a NUL character");
        (await chat.SendAsync(HttpMethod.Post, $"{chat.AppPath}/keys", body, account)).IsBad("'displayName' should not contain a NUL character");
    }

    [Fact]
    public async Task Names_and_targets_of_integrations_and_their_keys_hold_none()
    {
        var integration = await chat.PostAsync("/integrations", """{"type":"custom","webhooks":[{"target":"http://127.0.0.1/","triggers":["user:remove"]}]}""");
        var path = $"/integrations/{integration.Json.GetProperty("integration").GetProperty("id").GetString()}";

        (await chat.PatchAsync(path, $$"""{"displayName":"{{Nul}}"}""")).IsBad("'displayName' should not contain a NUL character");
        (await chat.PostAsync($"{path}/keys", $$"""{"displayName":"{{Nul}}"}""")).IsBad("'displayName' should not contain a NUL character");
        (await chat.PostAsync($"{path}/webhooks", $$"""{"target":"http://127.0.0.1/{{Nul}}","triggers":["user:remove"]}""")).IsBad("'target' should not contain a NUL character");
    }

    [Fact]
    public async Task Conversation_is_not_changed_to_hold_one()
    {
        var conversation = await chat.GroupAsync();

        (await chat.PatchAsync($"/conversations/{conversation}", $$"""{"displayName":"{{Nul}}"}""")).IsBad("'displayName' should not contain a NUL character");
    }

    [Theory]
    [InlineData("/users/nobody?brandId=%00", 404)]
    [InlineData("/conversations?filter[userId]=%00", 404)]
    [InlineData("/conversations?filter[userExternalId]=a%00b", 404)]
    public async Task Whoever_is_looked_for_by_one_is_not_there(string path, int status) => Assert.Equal(status, (await chat.GetAsync(path)).Status);

    [Theory]
    [InlineData("participantId")]
    [InlineData("userId")]
    [InlineData("userExternalId")]
    public async Task Member_that_is_named_by_one_is_not_there(string field) =>
        Assert.Equal(404, (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/leave", $$"""{"{{field}}":"{{Nul}}"}""")).Status);

    [Theory]
    [InlineData("%00")]
    [InlineData("%2500")]
    [InlineData("x")]
    public async Task Attachment_is_not_removed_by_a_url_with_another_name(string more)
    {
        var url = await chat.UploadAsync("a.png");

        var removed = await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}{{more}}"}""");

        Assert.Equal(404, removed.Status);
        (await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")).Is(200, "{}");
    }

    [Fact]
    public async Task Key_that_is_named_by_one_opens_nothing()
    {
        using var client = chat.Server.CreateClient("app_\0", "secret");

        Assert.Equal(401, (await chat.SendAsync(HttpMethod.Get, chat.AppPath, by: client)).Status);
    }

    [Fact]
    public async Task Inside_of_json_it_is_kept()
    {
        var made = await chat.PostAsync("/users", $$$"""{"profile":{"givenName":"{{{Nul}}}"},"metadata":{"{{{Nul}}}":"{{{Nul}}}"}}""");

        var user = (await chat.GetAsync($"/users/{made.Created()}")).Json.GetProperty("user");

        Assert.Equal("a\0b", user.GetProperty("profile").GetProperty("givenName").GetString());
        Assert.Equal("a\0b", user.GetProperty("metadata").GetProperty("a\0b").GetString());
    }

    private static string With(string json, string field, string value) => $$"""{"{{field}}":"{{value}}"{{(json == "{}" ? "" : ",")}}{{json[1..]}}""";
}

public sealed class SqliteNulTests(SqliteChatServer chat) : NulTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresNulTests(PostgresChatServer chat) : NulTests(chat), IClassFixture<PostgresChatServer>;
