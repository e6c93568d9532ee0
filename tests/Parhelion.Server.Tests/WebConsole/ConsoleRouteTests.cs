using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>Every route of the console: a session of one app sees nothing of another, and nobody sees anything without a session.</summary>
public sealed class ConsoleRouteTests(SqliteChatServer chat) : IClassFixture<SqliteChatServer>
{
    [Fact]
    public async Task Session_of_an_app_sees_nothing_of_another()
    {
        var theirs = await TheirsAsync();
        using var visitor = new ConsoleVisitor(chat.Server);
        await visitor.SignInAsync(chat.Server.AppKeyId, chat.Server.AppKeySecret);
        var token = await visitor.TokenOnAsync($"/console/apps/{chat.Server.AppId}");
        var routes = Routes();
        Assert.True(routes.Count > 15, $"{routes.Count} routes");

        foreach (var (method, pattern) in routes)
        {
            // The path of the other app, and things of the other app below the own one.
            Assert.Equal(403, await SendAsync(visitor, method, Fill(pattern, theirs), token));
            if (pattern.Split('{').Length <= 2) continue;
            var status = await SendAsync(visitor, method, Fill(pattern, new Dictionary<string, string>(theirs, StringComparer.Ordinal) { ["appId"] = chat.Server.AppId }), token);
            Assert.True(status is 400 or 403 or 404, $"{method} {pattern}: {status}");
        }
    }

    [Fact]
    public async Task Nobody_sees_anything_without_a_session()
    {
        using var stranger = new ConsoleVisitor(chat.Server);

        foreach (var (method, pattern) in Routes())
        {
            var status = await SendAsync(stranger, method, Fill(pattern, new Dictionary<string, string>(StringComparer.Ordinal) { ["appId"] = chat.Server.AppId }), "0123456789");
            Assert.True(status == (method == "GET" ? 302 : 401), $"{method} {pattern}: {status}");
        }
    }

    private static async Task<int> SendAsync(ConsoleVisitor visitor, string method, string path, string token) =>
        method == "GET" ? (await visitor.GetAsync(path)).Status : (await visitor.PostAsync(path, token)).Status;

    private List<(string Method, string Pattern)> Routes() =>
    [
        .. chat.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("console/apps/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, $"/{endpoint.RoutePattern.RawText!.Trim('/')}"))),
    ];

    private static string Fill(string pattern, Dictionary<string, string> values) =>
        System.Text.RegularExpressions.Regex.Replace(
            pattern, @"\{(?<name>\w+)[^}]*\}", match => values.GetValueOrDefault(match.Groups["name"].Value, ChatServer.Missing), System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    // Another app with one of each thing.
    private async Task<Dictionary<string, string>> TheirsAsync()
    {
        var (other, client) = await chat.OtherAppAsync();
        using (client)
        {
            var user = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{other}/users", "{}", client)).Created();
            var conversation = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{other}/conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""", client)).Created();
            var message = await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{other}/conversations/{conversation}/messages", """{"author":{"type":"business"},"content":{"type":"text","text":"Theirs"}}""", client);
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "theirs.png" } };
            using var uploaded = await client.PostAsync($"/v2/apps/{other}/attachments?access=public", form, TestContext.Current.CancellationToken);
            var attachments = await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{other}/attachments", by: client);
            return new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["appId"] = other,
                ["userId"] = user,
                ["conversationId"] = conversation,
                ["messageId"] = message.Json.GetProperty("messages")[0].GetProperty("id").GetString()!,
                ["attachmentId"] = attachments.Json.GetProperty("attachments")[0].GetProperty("id").GetString()!,
            };
        }
    }
}
