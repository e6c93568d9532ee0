using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core.Blobs;
using Parhelion.Core.Readiness;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Readiness;

/// <summary>What load balancers and operators are told by <c>/healthz</c> and <c>/readyz</c>.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData("staging")]
    [InlineData("blobs")]
    public async Task Node_that_cannot_store_a_file_is_alive_and_not_ready_and_says_so_once(string folder)
    {
        var log = new LogLines();
        await using var server = await StartAsync(services => services.AddLogging(logging => logging.AddProvider(log)));
        using var client = server.CreateAnonymousClient();
        Assert.Equal("""{"status":"ready","components":[{"component":"database","state":"ok"},{"component":"blobs","state":"ok"},{"component":"renditions","state":"ok"}]}""", await BodyAsync(client));

        var (here, away) = (Path.Combine(server.DataDirectory, folder), Path.Combine(server.DataDirectory, "away"));
        Directory.Move(here, away);
        await StatusBecomesAsync(client, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, HttpMethod.Head, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Get, "/healthz"));
        var body = await BodyAsync(client);
        Assert.Contains("""{"component":"blobs","state":"fault","detail":"The blob store cannot be reached or written to."}""", body, StringComparison.Ordinal);
        Assert.DoesNotContain(server.DataDirectory, body, StringComparison.Ordinal);

        Directory.Move(away, here);
        await StatusBecomesAsync(client, HttpStatusCode.OK);
        Assert.Single(log.ToString().Split('\n'), line => line.StartsWith("The node is not ready", StringComparison.Ordinal));
        Assert.Single(log.ToString().Split('\n'), line => line.Contains("succeeds again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Load_balancers_may_ask_by_head_and_options(string path)
    {
        await using var server = await StartAsync(_ => { });
        using var client = server.CreateAnonymousClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, HttpMethod.Options, path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(client, HttpMethod.Delete, path));
    }

    [Theory]
    [InlineData(ComponentReadiness.Warning, HttpStatusCode.OK, "ready", "warning")]
    [InlineData(ComponentReadiness.Fault, HttpStatusCode.ServiceUnavailable, "notReady", "fault")]
    public async Task Part_of_the_server_adds_what_it_has_to_report(ComponentReadiness state, HttpStatusCode status, string word, string text)
    {
        await using var server = await StartAsync(services => services
            .AddSingleton<IReadinessEntryProvider>(new Detail(new ReadinessEntry("orphanScan", state, "The scan has stopped.")))
            .AddSingleton<IReadinessEntryProvider>(new Detail(null)));
        using var client = server.CreateAnonymousClient();

        using var answer = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(word, report.RootElement.GetProperty("status").GetString());
        // The server's own are the database, the blobs and the renditions.
        var components = report.RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.Equal(4, components.Count);
        var added = components.Single(component => component.GetProperty("component").GetString() == "orphanScan");
        Assert.Equal((text, "The scan has stopped."), (added.GetProperty("state").GetString(), added.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Store_that_hangs_is_asked_once_and_nobody_waits_for_it_for_long()
    {
        var hangs = new TaskCompletionSource();
        HangingBlobStore? store = null;
        await using var server = await StartAsync(services => services.AddSingleton<IBlobStore>(
            all => store = new HangingBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os))));
        using var client = server.CreateAnonymousClient();
        var checks = store!.Checks;
        store.Gate = hangs.Task;

        var asked = Enumerable.Range(0, 50).Select(_ => StatusAsync(client, HttpMethod.Get, "/readyz")).ToList();
        Assert.All(await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        // One check, and another one where the last of them came when the first had been given up.
        Assert.InRange(store.Checks, checks + 1, checks + 2);
        Assert.Contains("The blob store does not answer in time.", await BodyAsync(client), StringComparison.Ordinal);

        // What hangs is given up: it does not stand in the way of the next check.
        store.Gate = Task.CompletedTask;
        await StatusBecomesAsync(client, HttpStatusCode.OK);
        Assert.False(hangs.Task.IsCompleted);
    }

    private static Task<ParhelionServer> StartAsync(Action<IServiceCollection> configure) =>
        ParhelionServer.StartAsync(options => options.ConfigureServices = configure, TestContext.Current.CancellationToken);

    private static async Task<string> BodyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (method != HttpMethod.Get && answer.IsSuccessStatusCode) Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return answer.StatusCode;
    }

    // The result of a check is shared for a second.
    private static Task StatusBecomesAsync(HttpClient client, HttpStatusCode status) =>
        Uploads.WaitAsync(async () => await StatusAsync(client, HttpMethod.Get, "/readyz") == status, () => $"The status does not become {status}.", seconds: 30);

    private sealed class Detail(ReadinessEntry? entry) : IReadinessEntryProvider
    {
        public ReadinessEntry? Report() => entry;
    }
}
