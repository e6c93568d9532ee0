using System.Net;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Connections;

/// <summary>A stop that load balancers see coming.</summary>
public sealed class ShutdownDrainTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-drain-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Requests_go_on_while_the_server_says_that_it_stops_and_a_second_signal_ends_that()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Shutdown:DrainSeconds=600");
        using (var ready = await server.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        server.Terminate();

        await Uploads.WaitAsync(async () => await ReadyAsync(server) == HttpStatusCode.ServiceUnavailable, () => "It stays ready.", seconds: 30);
        Assert.Equal("""{"status":"stopping","components":[]}""", await (await server.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var fresh = new HttpClient { BaseAddress = server.Url };
        Assert.Equal("ok\n", await fresh.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal(201, (await server.UploadAsync(new ByteArrayContent("hello"u8.ToArray()), "a.txt")).Status);

        server.Terminate();

        Assert.Equal(0, await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Drain_ends_by_itself()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Shutdown:DrainSeconds=1");

        server.Terminate();

        Assert.Equal(0, await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("serves requests for 1 s more, and /readyz answers 503", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_loopback_the_server_stops_at_once()
    {
        await using var server = await ServerProcess.StartAsync(directory);

        server.Terminate();

        Assert.Equal(0, await server.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("serves requests for", server.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> ReadyAsync(ServerProcess server)
    {
        using var answer = await server.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
