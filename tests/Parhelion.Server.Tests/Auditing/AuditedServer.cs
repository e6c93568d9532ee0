using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Auditing;

/// <summary>A server with a home of its own, whose audit log is read through the API.</summary>
internal sealed class AuditedServer : IAsyncDisposable
{
    private AuditedServer(Home home, ParhelionServer server) => (Home, Server, Account, App) = (home, server, server.CreateAccountClient(), server.CreateClient());

    public Home Home { get; }

    public ParhelionServer Server { get; }

    public HttpClient Account { get; }

    public HttpClient App { get; }

    public static async Task<AuditedServer> StartAsync(HomeKind kind, params (string Name, string Value)[] settings)
    {
        var home = await Home.OpenAsync(kind);
        var server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Audit:Node"] = "node-1";
                options.Settings["Webhooks:AllowPrivateTargets"] = "true";
                foreach (var (name, value) in settings) options.Settings[name] = value;
            },
            TestContext.Current.CancellationToken);
        return new AuditedServer(home, server);
    }

    /// <summary>One page of the audit log.</summary>
    public async Task<JsonElement> PageAsync(string query = "")
    {
        using var response = await Account.GetAsync($"/v2/audit{query}", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>The newest entries, the oldest of them first.</summary>
    public async Task<List<JsonElement>> EntriesAsync(string query = "?page[size]=100")
    {
        var entries = (await PageAsync(query)).GetProperty("entries").EnumerateArray().ToList();
        entries.Reverse();
        return entries;
    }

    /// <summary>The entries that a call makes.</summary>
    public async Task<List<JsonElement>> EntriesOfAsync(Func<Task> call)
    {
        var last = (await EntriesAsync())[^1].GetProperty("id").GetString()!;
        await call();
        return await EntriesAsync($"?page[size]=100&page[before]={last}");
    }

    /// <summary>Sends JSON; the body of the answer.</summary>
    public static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body, int status)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Account.Dispose();
        App.Dispose();
        await Server.DisposeAsync();
        await Home.DisposeAsync();
    }
}
