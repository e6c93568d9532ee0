namespace Parhelion.Server.Tests.Conversations;

/// <summary>The e-mail identities of users, and their ids in Zendesk.</summary>
public abstract class UserIdentityTests(ChatServer chat)
{
    [Fact]
    public async Task User_is_found_by_its_email_identity_and_not_by_its_profile()
    {
        var user = await chat.UserAsync("""{"identities":[{"type":"email","value":"Grace@Example.com","verification":"sso"}],"profile":{"email":"hopper@example.com"}}""");

        var found = await chat.GetAsync("/users?filter[identities.email]=gRACE%40example.com");

        found.Is(
            200,
            $$$"""{"users":[{"id":"{{{user}}}","signedUpAt":"{{{chat.Now}}}","profile":{"email":"hopper@example.com"},"metadata":{},"identities":[{"type":"email","value":"grace@example.com","verification":"sso"}]}]}""");
        (await chat.GetAsync("/users?filter[identities.email]=hopper%40example.com")).Is(200, """{"users":[]}""");
        (await chat.GetAsync("/users?filter[identities.email]=a%00b")).Is(200, """{"users":[]}""");
    }

    [Fact]
    public async Task Brands_separate_email_identities()
    {
        string Body(string brand) => $$"""{"brandId":"{{brand}}","identities":[{"type":"email","value":"brands@example.com"}]}""";
        var (north, south) = (await chat.UserAsync(Body("north")), await chat.UserAsync(Body("south")));

        Assert.Equal([north], (await chat.GetAsync("/users?filter[identities.email]=brands@example.com&brandId=north")).Ids());
        Assert.Equal([south], (await chat.GetAsync("/users?filter[identities.email]=brands@example.com&brandId=south")).Ids());
        Assert.Empty((await chat.GetAsync("/users?filter[identities.email]=brands@example.com")).Ids());
    }

    [Theory]
    [InlineData("", "Query parameter 'filter[identities.email]' is required")]
    [InlineData("?filter[email]=a", "Query parameter 'filter[email]' is unknown. Known parameters: filter[identities.email]")]
    [InlineData("?filter[identities.email]=", "Query parameter 'filter[identities.email]' should have 1 to 128 characters")]
    [InlineData("?filter[identities.email]=a&filter[identities.email]=b", "Query parameter 'filter[identities.email]' was given 2 times")]
    public async Task Faults_of_the_filter_are_named(string query, string title) => (await chat.GetAsync($"/users{query}")).IsBad(title);

    [Theory]
    [InlineData("""[{"type":"phone","value":"a@example.com"}]""", "'identities[0].type' should be one of email")]
    [InlineData("""[{"type":"email","value":"nobody"}]""", "'identities[0].value' should be an e-mail address")]
    [InlineData("""[{"type":"email","value":"a@example.com"},{"type":"email","value":"b@example.com"}]""", "'identities' should have 0 to 1 entries")]
    [InlineData("""[{"type":"email","value":"a@example.com","verification":"a\u0000b"}]""", "'identities[0].verification' should not contain a NUL character")]
    public async Task Faults_of_an_identity_are_named(string identities, string title) => (await chat.PostAsync("/users", $$"""{"identities":{{identities}}}""")).IsBad(title);

    [Fact]
    public async Task Identity_and_zendesk_id_belong_to_one_user_at_creation_and_change()
    {
        const string Identity = """{"identities":[{"type":"email","value":"one@example.com"}]}""";
        const string Zendesk = """{"zendeskId":"only one"}""";
        var owner = await chat.UserAsync(Identity);
        await chat.PatchAsync($"/users/{owner}", Zendesk);
        var other = await chat.UserAsync();

        foreach (var body in (string[])[Identity, Zendesk])
        {
            (await chat.PostAsync("/users", body)).IsProblem(409, "conflict", "User already exists");
            (await chat.PatchAsync($"/users/{other}", body)).IsProblem(409, "conflict", "User already exists");
            Assert.Equal(200, (await chat.PatchAsync($"/users/{owner}", body)).Status);
        }

        Assert.Equal(200, (await chat.PatchAsync($"/users/{owner}", """{"identities":[],"zendeskId":null}""")).Status);
        Assert.Equal(200, (await chat.PatchAsync($"/users/{other}", Identity)).Status);
        Assert.Equal(200, (await chat.PatchAsync($"/users/{other}", Zendesk)).Status);
    }

    [Fact]
    public async Task Deletion_of_personal_information_deletes_the_identity()
    {
        var user = await chat.UserAsync("""{"zendeskId":"forgotten","identities":[{"type":"email","value":"forgotten@example.com"}]}""");

        (await chat.DeleteAsync($"/users/{user}/personalinformation")).Is(200, $$$"""{"user":{"id":"{{{user}}}","zendeskId":"forgotten","signedUpAt":"{{{chat.Now}}}","profile":{},"metadata":{},"identities":[]}}""");

        Assert.Empty((await chat.GetAsync("/users?filter[identities.email]=forgotten@example.com")).Ids());
    }

    [Fact]
    public async Task Synchronization_changes_the_zendesk_id()
    {
        var user = await chat.UserAsync("""{"zendeskId":"100"}""");

        (await chat.SendAsync(HttpMethod.Post, "/users/100/sync")).Is(200, (await chat.GetAsync($"/users/{user}")).Body);
        Assert.Equal(200, (await chat.PostAsync("/users/100/sync", "{}")).Status);
        Assert.Equal("200", (await chat.PostAsync("/users/100/sync", """{"survivingZendeskId":"200"}""")).Json.GetProperty("user").GetProperty("zendeskId").GetString());
        (await chat.PostAsync("/users/100/sync", "{}")).IsProblem(404, "user_not_found", "User not found");
        (await chat.PostAsync("/users/200/sync", """{"survivingZendeskId":""}""")).IsBad("'survivingZendeskId' should have 1 to 128 characters");
    }
}

public sealed class SqliteUserIdentityTests(SqliteChatServer chat) : UserIdentityTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresUserIdentityTests(PostgresChatServer chat) : UserIdentityTests(chat), IClassFixture<PostgresChatServer>;
