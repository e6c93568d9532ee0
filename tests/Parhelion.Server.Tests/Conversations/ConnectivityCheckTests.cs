using System.Net.Http.Headers;
using System.Text;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>What all these operations have in common: who may call them, and what bodies they stand.</summary>
public abstract class ConnectivityCheckTests(ChatServer chat)
{
    private const string Group = """{"type":"sdkGroup"}""";
    private const string Text = """{"author":{"type":"business"},"content":{"type":"text","text":"Hello"}}""";

    // {u} a user, {c} a conversation with that user, {m} a message in it; made anew for each call.
    public static TheoryData<string, string, string?> Calls { get; } = new()
    {
        { "POST", "/users", "{}" },
        { "GET", "/users/{u}", null },
        { "PATCH", "/users/{u}", "{}" },
        { "DELETE", "/users/{u}/personalinformation", null },
        { "DELETE", "/users/{u}", null },
        { "POST", "/conversations", Group },
        { "GET", "/conversations?filter[userId]={u}", null },
        { "GET", "/conversations/{c}", null },
        { "PATCH", "/conversations/{c}", "{}" },
        { "DELETE", "/conversations/{c}", null },
        { "GET", "/conversations/{c}/participants", null },
        { "POST", "/conversations/{c}/join", """{"userId":"{u}","subscribeSDKClient":true}""" },
        { "POST", "/conversations/{c}/leave", """{"userId":"{u}"}""" },
        { "GET", "/conversations/{c}/messages", null },
        { "POST", "/conversations/{c}/messages", Text },
        { "DELETE", "/conversations/{c}/messages", null },
        { "DELETE", "/conversations/{c}/messages/{m}", null },
        { "POST", "/conversations/{c}/activity", """{"author":{"type":"user","userId":"{u}"},"type":"conversation:read"}""" },
        { "GET", "/attachments/receipts", null },
    };

    public static TheoryData<string, string> Posts { get; } =
        new(Calls.Where(call => call.Data.Item3 is not null).Select(call => (call.Data.Item1, call.Data.Item2)));

    public static TheoryData<string, string> Bodiless { get; } =
        new(Calls.Where(call => call.Data.Item3 is null).Select(call => (call.Data.Item1, call.Data.Item2)));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Key_of_the_app_and_of_the_account_may_call(string method, string path, string? body)
    {
        using var account = chat.Server.CreateAccountClient();

        foreach (var client in (HttpClient?[])[null, account])
        {
            var made = await MakeAsync();
            var reply = await chat.SendAsync(new HttpMethod(method), made(path), body is null ? null : made(body), client);
            Assert.True(reply.Status is 200 or 201, $"{reply.Status} {reply.Body}");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Key_of_another_app_may_not_and_changes_nothing(string method, string path, string? body)
    {
        var (_, client) = await chat.OtherAppAsync();
        using var owned = client;
        var made = await MakeAsync();
        var before = await StateAsync(made);

        (await chat.SendAsync(new HttpMethod(method), made(path), body is null ? null : made(body), client)).IsProblem(403, "forbidden", "Forbidden");

        Assert.Equal(before, await StateAsync(made));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Nobody_may_call_without_credentials(string method, string path, string? body)
    {
        using var anonymous = chat.Server.CreateAnonymousClient();

        (await chat.SendAsync(new HttpMethod(method), path, body, anonymous)).IsProblem(401, "unauthorized", "Authorization is required");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task App_that_never_was_is_not_found_by_the_account(string method, string path, string? body)
    {
        using var account = chat.Server.CreateAccountClient();

        var reply = await chat.SendAsync(new HttpMethod(method), $"/v2/apps/{chat.Server.AppId.ToUpperInvariant()}{path}", body, account);

        reply.IsProblem(404, "app_not_found", "App not found");
    }

    // SDKs for Python and Ruby say application/json on every call.
    [Theory]
    [MemberData(nameof(Bodiless))]
    public async Task Json_content_type_without_a_body_is_no_fault(string method, string path)
    {
        using var client = chat.Server.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), chat.AppPath + (await MakeAsync())(path));
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
    }

    private static readonly (string Body, int Status, string Title)[] BadBodies =
    [
        ("", 400, "Invalid JSON at line 1, byte 1"),
        ("[]", 400, "The body must be a JSON object"),
        ("{}}", 400, "Invalid JSON at line 1, byte 3"),
        ("""{"type":"personal","type":"sdkGroup"}""", 400, "Invalid JSON: duplicate property"),
        ($$$"""{"metadata":{{{string.Concat(Enumerable.Repeat("{\"a\":", 40))}}}1{{{new string('}', 40)}}}}""", 400, "Invalid JSON at line 1, byte "),
        ($$$"""{"metadata":{"a":"{{{new string('x', 102_400)}}}"}}""", 413, "JSON body is larger than 102400 bytes"),
    ];

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task Bad_json_is_refused_by_every_operation(string method, string path)
    {
        path = (await MakeAsync())(path);
        foreach (var (body, status, title) in BadBodies)
        {
            var reply = await chat.SendAsync(new HttpMethod(method), path, body);

            Assert.Equal(status, reply.Status);
            Assert.StartsWith(title, Assert.Single(reply.Titles), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Posts))]
    public async Task Body_that_is_not_json_is_refused_by_every_operation(string method, string path)
    {
        using var client = chat.Server.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), chat.AppPath + (await MakeAsync())(path));
        request.Content = new StringContent("{}", Encoding.UTF8, "text/plain");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Equal("Content-Type must be application/json", await Uploads.TitleOfAsync(response));
    }

    private async Task<Func<string, string>> MakeAsync()
    {
        var user = await chat.UserAsync();
        await chat.PersonalAsync(user);
        var conversation = await chat.GroupAsync(user);
        var message = await chat.TextAsync(conversation);
        return text => text.Replace("{u}", user, StringComparison.Ordinal).Replace("{c}", conversation, StringComparison.Ordinal)
            .Replace("{m}", message, StringComparison.Ordinal);
    }

    private async Task<string> StateAsync(Func<string, string> made)
    {
        string[] paths = ["/users/{u}", "/conversations?filter[userId]={u}", "/conversations/{c}", "/conversations/{c}/participants", "/conversations/{c}/messages"];
        var state = new StringBuilder();
        foreach (var path in paths) state.AppendLine((await chat.GetAsync(made(path))).ToString());
        return state.ToString();
    }
}

public sealed class SqliteReachTests(SqliteChatServer chat) : ConnectivityCheckTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresReachTests(PostgresChatServer chat) : ConnectivityCheckTests(chat), IClassFixture<PostgresChatServer>;
