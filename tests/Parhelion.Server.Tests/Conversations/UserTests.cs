using System.Text;
using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Users, by id and by whatever their business calls them.</summary>
public abstract class UserTests(ChatServer chat)
{
    [Fact]
    public async Task User_is_made_with_every_field()
    {
        var made = await chat.PostAsync(
            "/users",
            """
            {"externalId":"crm-7","brandId":"north","signedUpAt":"2025-11-30T23:59:59.120+01:00","toBeRetained":true,
             "profile":{"givenName":"Ada","surname":"Byron","email":"ada@example.com","avatarUrl":"https://example.com/a.png","locale":"en-GB"},
             "metadata":{"tier":"gold","visits":3,"vip":true}}
            """);

        made.Is(
            201,
            $$$$"""
            {"user":{"id":"{{{{made.Created()}}}}","externalId":"crm-7","brandId":"north","signedUpAt":"2025-11-30T22:59:59.120Z","toBeRetained":true,
            "profile":{"givenName":"Ada","surname":"Byron","email":"ada@example.com","avatarUrl":"https://example.com/a.png","locale":"en-GB"},
            "metadata":{"tier":"gold","visits":3,"vip":true},"identities":[]}}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"externalId":null,"brandId":null,"signedUpAt":null,"toBeRetained":null,"profile":null,"metadata":null}""")]
    [InlineData("""{"profile":{"givenName":null,"surname":null,"email":null,"avatarUrl":null,"locale":null},"unknown":1}""")]
    public async Task Nothing_is_required_of_a_user_and_null_is_nothing(string body)
    {
        var made = await chat.PostAsync("/users", body);

        made.Is(201, $$$$"""{"user":{"id":"{{{{made.Created()}}}}","signedUpAt":"{{{{chat.Now}}}}","profile":{},"metadata":{},"identities":[]}}""");
    }

    [Fact]
    public async Task User_is_found_by_either_id_as_it_was_made()
    {
        var made = await chat.PostAsync("/users", """{"externalId":"found","profile":{"surname":"Noether"},"metadata":{"a":1}}""");

        (await chat.GetAsync("/users/found")).Is(200, made.Body);
        (await chat.GetAsync($"/users/{made.Created()}")).Is(200, made.Body);
    }

    [Fact]
    public async Task Change_leaves_what_it_does_not_name()
    {
        var id = await chat.UserAsync("""{"externalId":"changed","toBeRetained":true,"profile":{"givenName":"Ada","locale":"en"},"metadata":{"a":1}}""");

        var changed = await chat.PatchAsync("/users/changed", """{"profile":{"surname":"King"}}""");

        changed.Is(
            200,
            $$$$"""
            {"user":{"id":"{{{{id}}}}","externalId":"changed","signedUpAt":"{{{{chat.Now}}}}","toBeRetained":true,
            "profile":{"givenName":"Ada","surname":"King","locale":"en"},"metadata":{"a":1},"identities":[]}}
            """.ReplaceLineEndings(""));
        (await chat.GetAsync($"/users/{id}")).Is(200, changed.Body);
    }

    [Fact]
    public async Task Change_to_null_unsets()
    {
        var id = await chat.UserAsync("""{"toBeRetained":true,"profile":{"givenName":"Ada","avatarUrl":"https://example.com/a.png"},"metadata":{"a":1}}""");

        var changed = await chat.PatchAsync($"/users/{id}", """{"toBeRetained":null,"profile":{"givenName":null,"avatarUrl":null},"metadata":null}""");

        changed.Is(200, $$$$"""{"user":{"id":"{{{{id}}}}","signedUpAt":"{{{{chat.Now}}}}","profile":{},"metadata":{},"identities":[]}}""");
    }

    [Fact]
    public async Task External_id_of_another_user_is_a_conflict()
    {
        await chat.UserAsync("""{"externalId":"taken"}""");

        (await chat.PostAsync("/users", """{"externalId":"taken"}""")).IsProblem(409, "conflict", "User already exists");
    }

    [Fact]
    public async Task External_id_is_free_again_when_its_user_is_gone()
    {
        var first = await chat.UserAsync("""{"externalId":"again"}""");
        (await chat.DeleteAsync("/users/again")).Is(200, "{}");

        Assert.NotEqual(first, await chat.UserAsync("""{"externalId":"again"}"""));
    }

    [Fact]
    public async Task External_id_is_one_users_in_each_brand()
    {
        var north = await chat.UserAsync("""{"externalId":"branded","brandId":"north"}""");
        var south = await chat.UserAsync("""{"externalId":"branded","brandId":"south"}""");

        Assert.Equal(north, (await chat.GetAsync("/users/branded?brandId=north")).Json.GetProperty("user").GetProperty("id").GetString());
        Assert.Equal(south, (await chat.GetAsync("/users/branded?brandId=south")).Json.GetProperty("user").GetProperty("id").GetString());
        (await chat.GetAsync("/users/branded")).IsProblem(404, "user_not_found", "User not found");
    }

    [Fact]
    public async Task External_id_is_one_users_in_each_app()
    {
        await chat.UserAsync("""{"externalId":"everywhere"}""");
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;

        Assert.Equal(201, (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/users", """{"externalId":"everywhere"}""", client)).Status);
    }

    public static TheoryData<string> ExternalIds { get; } = new(
        "a/b", "/", "a/personalinformation", "personalinformation", "100%", "%2F", "%2e%2e", "%", "a b", "a+b", "a?b=c&d", "a#b", "a\\b", "a;b,c:d@e", "\"'<>`{}|^",
        "naïve", "日本語", "😀", "a\u0301", "\u202Eabc", "a\tb\r\nc", "...", "~", "users", "0123456789abcdef01234567", new string('x', 1024),
        new string('日', 1024));

    [Theory]
    [MemberData(nameof(ExternalIds))]
    public async Task External_id_of_any_characters_names_its_user_in_the_path(string externalId)
    {
        var id = await chat.UserAsync(JsonSerializer.Serialize(new { externalId }));
        var path = $"/users/{Uri.EscapeDataString(externalId)}";

        var found = (await chat.GetAsync(path)).Json.GetProperty("user");
        var changed = await chat.PatchAsync(path, """{"metadata":{"a":1}}""");
        var forgotten = await chat.DeleteAsync(path + "/personalinformation");
        var deleted = await chat.DeleteAsync(path);

        Assert.Equal((id, externalId), (found.GetProperty("id").GetString()!, found.GetProperty("externalId").GetString()!));
        Assert.Equal(200, changed.Status);
        Assert.Equal(200, forgotten.Status);
        deleted.Is(200, "{}");
        (await chat.GetAsync($"/users/{id}")).IsProblem(404, "user_not_found", "User not found");
    }

    // Sent by hand, as many clients do: .NET's takes dot segments out before it sends.
    [Theory]
    [InlineData("..", "..")]
    [InlineData("..", "%2e%2E")]
    [InlineData("..", ".%2e")]
    [InlineData(".", ".")]
    [InlineData(".", "%2E")]
    public async Task External_id_of_dots_names_its_user_and_not_the_app(string externalId, string segment)
    {
        using var account = chat.Server.CreateAccountClient();
        var id = (await chat.PostAsync("/users", $$"""{"externalId":"{{externalId}}"}""")).Created();

        Assert.Contains("200 OK", await DeleteRawAsync($"{chat.AppPath}/users/{segment}"), StringComparison.Ordinal);

        (await chat.GetAsync($"/users/{id}")).IsProblem(404, "user_not_found", "User not found");
        Assert.Equal(200, (await chat.SendAsync(HttpMethod.Get, chat.AppPath, by: account)).Status);
    }

    [Theory]
    [InlineData("/users/x/../..")]
    [InlineData("/users/x/%2e%2e/%2E%2E/")]
    [InlineData("/users/%E0%A4%A")]
    [InlineData("/users/%00")]
    public async Task Path_that_names_no_user_finds_none(string path) =>
        Assert.Matches("^HTTP/1.1 40[04] ", await DeleteRawAsync(chat.AppPath + path));

    // Other spellings of the same target, which routing takes for the same.
    [Theory]
    [InlineData("", "/%75sers/")]
    [InlineData("/sc", "/users/")]
    [InlineData("/%73c", "/USERS/")]
    [InlineData("http://localhost", "/users/")]
    public async Task Path_names_the_user_however_the_rest_of_it_is_spelled(string before, string users)
    {
        var id = await chat.UserAsync(JsonSerializer.Serialize(new { externalId = $"spelled {before.Length} {users.Length}" }));

        var reply = await DeleteRawAsync($"{before}{chat.AppPath}{users}{Uri.EscapeDataString($"spelled {before.Length} {users.Length}")}");

        Assert.Contains("200 OK", reply, StringComparison.Ordinal);
        (await chat.GetAsync($"/users/{id}")).IsProblem(404, "user_not_found", "User not found");
    }

    [Fact]
    public async Task Id_comes_before_an_external_id_of_the_same_text()
    {
        var id = await chat.UserAsync();
        var other = await chat.UserAsync($$"""{"externalId":"{{id}}"}""");

        await chat.DeleteAsync($"/users/{id}");

        Assert.Equal(other, (await chat.GetAsync($"/users/{id}")).Json.GetProperty("user").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Personal_information_is_forgotten_and_the_rest_stays()
    {
        var id = await chat.UserAsync(
            """
            {"externalId":"forgotten","toBeRetained":false,"metadata":{"a":1},
             "profile":{"givenName":"Ada","surname":"Byron","email":"ada@example.com","avatarUrl":"https://example.com/a.png","locale":"en"}}
            """);
        var conversation = await chat.PersonalAsync(id);
        var message = await chat.TextAsync(conversation);

        var left = await chat.DeleteAsync("/users/forgotten/personalinformation");

        left.Is(
            200,
            $$$$"""
            {"user":{"id":"{{{{id}}}}","externalId":"forgotten","signedUpAt":"{{{{chat.Now}}}}","toBeRetained":false,"profile":{"locale":"en"},"metadata":{},
            "identities":[]}}
            """.ReplaceLineEndings(""));
        (await chat.GetAsync("/users/forgotten")).Is(200, left.Body);
        Assert.Equal([message], (await chat.GetAsync($"/conversations/{conversation}/messages")).Ids());
    }

    [Fact]
    public async Task User_is_deleted_once()
    {
        var id = await chat.UserAsync();

        (await chat.DeleteAsync($"/users/{id}")).Is(200, "{}");
        (await chat.DeleteAsync($"/users/{id}")).IsProblem(404, "user_not_found", "User not found");
    }

    [Fact]
    public async Task Time_without_a_zone_is_UTC()
    {
        var made = await chat.PostAsync("/users", """{"signedUpAt":"2025-11-30T23:59:59"}""");

        Assert.Equal("2025-11-30T23:59:59.000Z", made.Json.GetProperty("user").GetProperty("signedUpAt").GetString());
    }

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { """{"externalId":""}""", ["'externalId' should have 1 to 1024 characters"] },
        { """{"externalId":7}""", ["'externalId' should be string"] },
        { $$"""{"externalId":"{{new string('x', 1025)}}"}""", ["'externalId' should have 1 to 1024 characters"] },
        { """{"externalId":"\ud83d"}""", ["'externalId' should be valid text, but contains an unpaired surrogate"] },
        { """{"externalId":"a\u0000b"}""", ["'externalId' should not contain a NUL character"] },
        { """{"brandId":""}""", ["'brandId' should have 1 to 24 characters"] },
        { """{"brandId":"0123456789012345678901234"}""", ["'brandId' should have 1 to 24 characters"] },
        { """{"signedUpAt":"yesterday"}""", ["'signedUpAt' should be a time of the form 2026-01-31T09:30:00.000Z"] },
        { """{"signedUpAt":1764543599}""", ["'signedUpAt' should be a time of the form 2026-01-31T09:30:00.000Z"] },
        { """{"toBeRetained":"yes"}""", ["'toBeRetained' should be boolean"] },
        { """{"profile":"Ada"}""", ["'profile' should be object"] },
        { """{"profile":{"givenName":""}}""", ["'profile.givenName' should have 1 to 128 characters"] },
        { $$$"""{"profile":{"surname":"{{{new string('x', 129)}}}"}}""", ["'profile.surname' should have 1 to 128 characters"] },
        { """{"profile":{"email":{}}}""", ["'profile.email' should be string"] },
        { """{"profile":{"avatarUrl":"picture.png"}}""", ["'profile.avatarUrl' should be an absolute http or https URL"] },
        { """{"profile":{"avatarUrl":"javascript:alert(1)"}}""", ["'profile.avatarUrl' should be an absolute http or https URL"] },
        { $$$"""{"profile":{"avatarUrl":"https://example.com/{{{new string('x', 2048)}}}"}}""", ["'profile.avatarUrl' should have 1 to 2048 characters"] },
        { $$$"""{"profile":{"locale":"{{{new string('x', 65)}}}"}}""", ["'profile.locale' should have 1 to 64 characters"] },
        { """{"metadata":[]}""", ["'metadata' should be object"] },
        { """{"metadata":{"a":{}}}""", ["'metadata.a' should be string, number or boolean"] },
        { """{"metadata":{"a":null}}""", ["'metadata.a' should be string, number or boolean"] },
        { $$$"""{"metadata":{"a":"{{{new string('x', 4089)}}}"}}""", ["User metadata is limited to 4096 bytes in size."] },
        { """{"metadata":{"a":"\udc00"}}""", ["'metadata.a' should be valid text, but contains an unpaired surrogate"] },
        { """{"toBeRetained":1,"profile":{"locale":1}}""", ["'toBeRetained' should be boolean", "'profile.locale' should be string"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task User_with_a_fault_is_refused(string body, string[] titles) => (await chat.PostAsync("/users", body)).IsBad(titles);

    [Fact]
    public async Task Metadata_of_4096_bytes_is_taken()
    {
        var made = await chat.PostAsync("/users", $$$"""{"metadata":{"a":"{{{new string('x', 4088)}}}"}}""");

        Assert.Equal(201, made.Status);
    }

    [Fact]
    public async Task Refused_change_changes_nothing()
    {
        var made = await chat.PostAsync("/users", """{"profile":{"givenName":"Ada"}}""");

        (await chat.PatchAsync($"/users/{made.Created()}", """{"profile":{"givenName":"Eve","surname":""}}""")).IsBad("'profile.surname' should have 1 to 128 characters");

        (await chat.GetAsync($"/users/{made.Created()}")).Is(200, made.Body);
    }

    public static TheoryData<string, string> Calls { get; } = new()
    {
        { "GET", "" }, { "PATCH", "" }, { "DELETE", "" }, { "DELETE", "/personalinformation" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Unknown_user_is_not_found(string method, string rest) => await AssertNotFoundAsync(method, $"/users/{ChatServer.Missing}{rest}");

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Id_in_the_wrong_case_is_another_id(string method, string rest) =>
        await AssertNotFoundAsync(method, $"/users/{(await chat.UserAsync()).ToUpperInvariant()}{rest}");

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task User_of_another_app_is_not_found(string method, string rest)
    {
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;
        var id = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/users", "{}", client)).Created();

        await AssertNotFoundAsync(method, $"/users/{id}{rest}");

        Assert.Equal(200, (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/users/{id}", by: client)).Status);
    }

    [Fact]
    public async Task Brand_that_is_given_twice_is_refused() =>
        (await chat.GetAsync("/users/x?brandId=a&brandId=b")).IsBad("Query parameter 'brandId' was given more than once");

    private async Task AssertNotFoundAsync(string method, string path) =>
        (await chat.SendAsync(new HttpMethod(method), path, method == "PATCH" ? "{}" : null)).IsProblem(404, "user_not_found", "User not found");

    private Task<string> DeleteRawAsync(string path)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{chat.Server.AccountKeyId}:{chat.Server.AccountKeySecret}"));
        return Uploads.ExchangeAsync(
            chat.Server, Encoding.ASCII.GetBytes($"DELETE {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic {credentials}\r\n\r\n"));
    }
}

public sealed class SqliteUserTests(SqliteChatServer chat) : UserTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresUserTests(PostgresChatServer chat) : UserTests(chat), IClassFixture<PostgresChatServer>;
