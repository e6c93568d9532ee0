using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Calls that the client has no method for, and headers that it does not set.</summary>
public sealed class RawCallTests
{
    [Fact]
    public async Task A_call_without_a_method_has_the_credentials_and_errors_of_all_calls()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();

        var app = await client.CallAsync(HttpMethod.Get, $"/v2/apps/{server.AppId}");
        var body = JsonSerializer.SerializeToElement(new { externalId = "ada" });
        var user = await client.CallAsync(HttpMethod.Post, $"/v2/apps/{server.AppId}/users", body);
        var twice = await Assert.ThrowsAsync<ParhelionException>(() => client.CallAsync(HttpMethod.Post, $"/v2/apps/{server.AppId}/users", body));

        Assert.Equal(server.AppId, app.GetProperty("app").GetProperty("id").GetString());
        Assert.Equal("ada", user.GetProperty("user").GetProperty("externalId").GetString());
        Assert.Equal((409, ProblemCodes.Conflict), (twice.Status, twice.Code));
    }

    [Theory]
    [InlineData("/v1/apps")]
    [InlineData("v2/apps")]
    [InlineData("@evil.example/v2/apps")]
    [InlineData("/v2/../secret")]
    [InlineData("/v2/%2e%2e/secret")]
    [InlineData("//evil.example/v2/")]
    public async Task A_call_stays_below_the_host(string path)
    {
        using var client = new ParhelionClient("http://127.0.0.1:1/sc", "app_1", "secret");

        await Assert.ThrowsAsync<ArgumentException>(() => client.CallAsync(HttpMethod.Get, path));
    }

    [Fact]
    public async Task Headers_of_the_caller_go_to_the_host_of_the_api_only()
    {
        List<string> seen = [];
        await using var store = await StubHost.StartAsync(http =>
        {
            seen.Add($"store {http.Request.Headers["X-Order"]}");
            return http.Response.WriteAsync("x");
        });
        await using var api = await StubHost.StartAsync(http =>
        {
            seen.Add($"api {http.Request.Headers["X-Order"]} {http.Request.Headers.Accept}");
            http.Response.Redirect($"{store.Url}/a.png");
            return Task.CompletedTask;
        });
        using var client = new ParhelionClient(new Uri(api.Url), ParhelionCredentials.None);

        using (RequestHeaders.Add("X-Order", "4711"))
        {
            using (RequestHeaders.Add("Accept", "text/plain")) await client.Attachments.DownloadContentAsync($"{api.Url}/a.png");
        }

        await client.Attachments.DownloadContentAsync($"{api.Url}/a.png");

        Assert.Equal(["api 4711 ", "store ", "api  ", "store "], seen);
        Assert.Throws<ArgumentException>(() => RequestHeaders.Add("X-Order", "1\r\nX-Evil: 2"));
        Assert.Throws<ArgumentException>(() => RequestHeaders.Add("X Order", "1"));
    }
}
