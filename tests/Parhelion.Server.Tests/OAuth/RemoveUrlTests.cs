using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>Programs learn that their access has ended: by themselves, or because the operator has deleted their integration.</summary>
public sealed class RemoveUrlTests
{
    // Only what it does as a browser.
    private static readonly OAuthServer Browser = new(HomeKind.SqliteDisk);

    [Fact]
    public async Task Program_is_called_when_its_access_has_ended_in_whatever_way()
    {
        await using var program = new Program();
        await program.StartAsync();
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["OAuth:Clients:0:Id"] = "bot";
                options.Settings["OAuth:Clients:0:Secret"] = OAuthServer.Secret;
                options.Settings["OAuth:Clients:0:RedirectUris:0"] = "https://bot.example/";
                options.Settings["OAuth:Clients:0:RemoveUrl"] = new Uri(program.Address, "/removed?by=parhelion").AbsoluteUri;
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateClient();

        var (_, first) = await AuthorizeAsync(server);
        using var made = await client.PostAsJsonAsync(Hooks.PathOf(server), new { type = "whatsapp" }, TestContext.Current.CancellationToken);
        // No program has access by this one.
        var channel = (await Hooks.JsonAsync(made)).GetProperty("integration").GetProperty("id").GetString()!;
        foreach (var id in (string[])[channel, first])
        {
            using var deleted = await client.DeleteAsync(Hooks.PathOf(server, $"/{id}"), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)deleted.StatusCode);
        }

        var (token, second) = await AuthorizeAsync(server);
        using var revocation = new HttpRequestMessage(HttpMethod.Delete, "/oauth/authorization") { Headers = { Authorization = new("Bearer", token) } };
        using var anonymous = server.CreateAnonymousClient();
        using var revoked = await anonymous.SendAsync(revocation, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)revoked.StatusCode);
        var calls = await program.WaitAsync(2);

        string Call(string integration) => $$$"""POST /removed?by=parhelion {"app":{"id":"{{{server.AppId}}}"},"integration":{"id":"{{{integration}}}"}}""";
        Assert.Equal([Call(first), Call(second)], calls);
    }

    // Returns the access token, and the id of the integration that gives the program access.
    private static async Task<(string Token, string Integration)> AuthorizeAsync(ParhelionServer server)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["key_id"] = server.AppKeyId, ["secret"] = server.AppKeySecret, ["decision"] = "allow" };
        var sent = await Browser.SendAsync(await Browser.OpenAsync("client_id=bot&response_type=code", server), fields, server);
        var token = (await Browser.ExchangeAsync(sent.Parameter("code")!, "bot", at: server)).Json.GetProperty("access_token").GetString()!;
        using var client = server.CreateClient();
        var listed = await Hooks.JsonAsync(await client.GetAsync(Hooks.PathOf(server, "?filter[types]=custom"), TestContext.Current.CancellationToken));
        return (token, Assert.Single(listed.GetProperty("integrations").EnumerateArray()).GetProperty("id").GetString()!);
    }

    private sealed class Program : Recorder<string>
    {
        public Task StartAsync() => StartListeningAsync();

        protected override async Task<string> ReadAsync(HttpRequest request)
        {
            using var body = new StreamReader(request.Body);
            return $"{request.Method} {request.Path}{request.QueryString} {await body.ReadToEndAsync()}";
        }
    }
}
