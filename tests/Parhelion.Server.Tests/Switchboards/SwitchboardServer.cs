using System.Text;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Switchboards;

/// <summary>A server that the tests of a class share. Each test has an app of its own, because an app has one switchboard only.</summary>
public class SwitchboardServer(HomeKind kind) : IAsyncLifetime
{
    private HttpClient account = null!;
    private Home home = null!;

    public ParhelionServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        Server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
            },
            TestContext.Current.CancellationToken);
        account = Server.CreateAccountClient();
    }

    public async ValueTask DisposeAsync()
    {
        account.Dispose();
        await Server.DisposeAsync();
        await home.DisposeAsync();
    }

    /// <summary>An app of a test.</summary>
    internal async Task<SwitchboardApp> AppAsync() => await SwitchboardApp.StartAsync(this, (await SendAsync(HttpMethod.Post, "/v2/apps", """{"displayName":"App"}""")).Created());

    /// <summary>Calls the API, with the key of the account unless a client is given.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? json = null, HttpClient? by = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await (by ?? account).SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>One that keeps everything in its folder.</summary>
public sealed class SqliteSwitchboardServer() : SwitchboardServer(HomeKind.SqliteDisk);

/// <summary>One that keeps its rows in PostgreSQL.</summary>
public sealed class PostgresSwitchboardServer() : SwitchboardServer(HomeKind.PostgresDisk);
