using System.Net;
using Microsoft.AspNetCore.Http;
using Parhelion.Protocol;
using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A connection of HTTP/2 carries many requests, and each may have a file open.</summary>
public sealed class Http2RequestLimitTests
{
    private readonly TaskCompletionSource gate = new();

    // Of 2,000 requests 1,500 may be reads.
    private readonly Http2ConcurrencyLimitMiddleware limit;

    public Http2RequestLimitTests() => limit = Limit(new ClientConnectionSettings { Max = 8000 });

    [Fact]
    public async Task Requests_beyond_the_share_of_all_clients_are_refused_until_others_have_ended()
    {
        var under = new List<Task>();
        for (var client = 1; client <= 4; client++) under.AddRange(Ask("GET", client, 375));

        Assert.All(under, request => Assert.False(request.IsFaulted));
        Assert.Equal(503, (await RefusalAsync("GET", client: 5)).Status);
        Assert.False(Ask("GET", 5, protocol: "HTTP/1.1").IsFaulted);

        gate.SetResult();
        await Task.WhenAll(under);
        await Ask("GET", 5);
    }

    [Fact]
    public async Task One_client_gets_a_quarter()
    {
        Assert.All(Ask("GET", 1, 375), request => Assert.False(request.IsFaulted));

        Assert.Equal(503, (await RefusalAsync("GET", client: 1)).Status);
        Assert.False(Ask("GET", 2).IsFaulted);
    }

    // Readers that take nothing must not stop uploads.
    [Fact]
    public void Uploads_have_a_share_of_their_own()
    {
        for (var client = 1; client <= 4; client++) Ask("GET", client, 375);

        Assert.False(Ask("POST", 1).IsFaulted);
    }

    [Fact]
    public async Task Small_server_leaves_each_client_enough_for_a_page_of_pictures()
    {
        var small = Limit(new ClientConnectionSettings { Max = 200 });

        Assert.All(Enumerable.Range(0, 16), _ => Assert.False(small.InvokeAsync(Context("GET", 1, "HTTP/2")).IsFaulted));
        await Assert.ThrowsAsync<ProblemException>(() => small.InvokeAsync(Context("GET", 1, "HTTP/2")));
    }

    [Fact]
    public void Readers_of_a_remote_store_hold_no_file_and_may_be_as_many_as_connections()
    {
        var remote = Limit(new ClientConnectionSettings { Max = 8000, IsRemoteStore = true });

        Assert.All(Enumerable.Range(0, 2000), _ => Assert.False(remote.InvokeAsync(Context("GET", 1, "HTTP/2")).IsFaulted));
    }

    private static DefaultHttpContext Context(string method, int client, string protocol) => new()
    {
        Request = { Protocol = protocol, Method = method },
        Connection = { RemoteIpAddress = new IPAddress([10, 0, 0, (byte)client]) },
    };

    private Http2ConcurrencyLimitMiddleware Limit(ClientConnectionSettings settings) => new(_ => gate.Task, settings, new ClientAddressResolver(NoProxies()));

    private static TrustedProxies NoProxies() =>
        TrustedProxies.Read(new SettingsReader(new Microsoft.Extensions.Configuration.ConfigurationManager().GetSection("Parhelion")));

    private Task<ProblemException> RefusalAsync(string method, int client) => Assert.ThrowsAsync<ProblemException>(() => Ask(method, client));

    private List<Task> Ask(string method, int client, int count) => [.. Enumerable.Range(0, count).Select(_ => Ask(method, client))];

    private Task Ask(string method, int client, string protocol = "HTTP/2") => limit.InvokeAsync(Context(method, client, protocol));
}
