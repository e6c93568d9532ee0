using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>A feed that is open ends with its session.</summary>
public sealed class ConsoleSessionTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private ConsoleVisitor visitor = null!;

    private string Page => $"/console/apps/{server.AppId}";

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        visitor = new ConsoleVisitor(server);
    }

    public async ValueTask DisposeAsync()
    {
        visitor.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Feed_ends_with_signing_out()
    {
        await visitor.SignInAsync(server.AccountKeyId, server.AccountKeySecret);
        using var feed = await OpenAsync();

        await visitor.SendFormAsync("/console/sign-out", Page);

        await AssertEndsAsync(feed);
    }

    [Fact]
    public async Task Feed_ends_with_its_key()
    {
        using var account = server.CreateAccountClient();
        using var made = await account.PostAsJsonAsync($"/v2/apps/{server.AppId}/keys", new { displayName = "Console" }, TestContext.Current.CancellationToken);
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("key");
        var id = key.GetProperty("id").GetString()!;
        await visitor.SignInAsync(id, key.GetProperty("secret").GetString()!);
        using var feed = await OpenAsync();

        using var deleted = await account.DeleteAsync($"/v2/apps/{server.AppId}/keys/{id}", TestContext.Current.CancellationToken);

        await AssertEndsAsync(feed);
    }

    [Fact]
    public async Task Feed_does_not_keep_the_server_from_stopping()
    {
        await visitor.SignInAsync(server.AccountKeyId, server.AccountKeySecret);
        using var feed = await OpenAsync();

        await server.RestartAsync(TestContext.Current.CancellationToken);

        await AssertEndsAsync(feed);
        Assert.Equal(302, (await visitor.GetAsync(Page)).Status);
    }

    private async Task<StreamReader> OpenAsync()
    {
        var feed = await visitor.FollowAsync($"{Page}/feed");
        Assert.Equal(":", await feed.ReadLineAsync(TestContext.Current.CancellationToken));
        return feed;
    }

    private static async Task AssertEndsAsync(StreamReader feed)
    {
        try
        {
            while (await feed.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
            {
            }
        }
        catch (IOException)
        {
            // A server that stops may cut the connection.
        }
    }
}
