using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Configuration;
using Parhelion.Server.Telemetry;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>Who may read the metrics, and the details of the readiness.</summary>
public sealed class MetricsAccessTests
{
    [Theory]
    [InlineData(null, null, HttpStatusCode.OK)]
    [InlineData("X-Forwarded-For", "192.0.2.1", HttpStatusCode.Unauthorized)]
    [InlineData("X-Forwarded-Proto", "https", HttpStatusCode.Unauthorized)]
    [InlineData("Forwarded", "for=192.0.2.1", HttpStatusCode.Unauthorized)]
    [InlineData("Host", "chat.example.org", HttpStatusCode.Unauthorized)]
    public async Task Programs_of_this_machine_may_and_others_may_not(string? header, string? value, HttpStatusCode status)
    {
        await using var server = await StartAsync();

        Assert.Equal(status, await StatusAsync(server, header, value));
        Assert.Equal(status == HttpStatusCode.OK, await IsVerboseAsync(server, header, value));
    }

    [Fact]
    public async Task With_a_public_url_only_an_account_key_may()
    {
        await using var server = await StartAsync(("PublicBaseUrl", "https://chat.example.org"));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server));
        Assert.False(await IsVerboseAsync(server));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "Authorization", BasicOf(server.AccountKeyId, server.AccountKeySecret)));
        Assert.True(await IsVerboseAsync(server, "Authorization", BasicOf(server.AccountKeyId, server.AccountKeySecret)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "Authorization", BasicOf(server.AppKeyId, server.AppKeySecret)));
        Assert.False(await IsVerboseAsync(server, "Authorization", BasicOf(server.AppKeyId, server.AppKeySecret)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "Authorization", BasicOf(server.AccountKeyId, "wrong")));
        Assert.False(await IsVerboseAsync(server, "Authorization", BasicOf(server.AccountKeyId, "wrong")));
    }

    [Fact]
    public async Task Wrong_credentials_are_limited_here_too()
    {
        await using var server = await StartAsync(("RateLimit:Enabled", "true"), ("RateLimit:Address:WrongCredentialsPerMinute", "1"));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "Authorization", BasicOf(server.AccountKeyId, "wrong")));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(server, "Authorization", BasicOf(server.AccountKeyId, "wrong")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "Authorization", BasicOf(server.AccountKeyId, server.AccountKeySecret)));
    }

    [Fact]
    public async Task Addresses_of_their_own_have_nothing_else_and_the_others_have_no_metrics()
    {
        await using var server = await StartAsync(("Metrics:Urls", "http://127.0.0.1:0"));
        var address = Assert.Single(server.Services.GetRequiredService<MetricsServer>().Addresses);
        using var client = new HttpClient { BaseAddress = new Uri(address) };

        var scrape = await Scrape.OfAsync(client);

        Assert.Contains("parhelion_uploads_total", scrape.Text, StringComparison.Ordinal);
        using (var elsewhere = await client.GetAsync("/readyz", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using (var api = await client.GetAsync("/v2/apps", TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server));
        // Its own requests are not those of the API.
        Assert.Equal(0, (await Scrape.OfAsync(client)).Sum("http_server_request_duration_seconds_count", "http_response_status_code=\"200\""));
    }

    [Theory]
    [InlineData("https://127.0.0.1:9464")]
    [InlineData("http://127.0.0.1:9464/metrics")]
    [InlineData("9464")]
    public async Task Address_that_cannot_be_listened_on_stops_the_start(string url)
    {
        var fault = await Assert.ThrowsAsync<OperatorErrorException>(() => Setup.ParhelionHost.BuildAsync(
            [$"--Parhelion:Metrics:Urls={url}", $"--Parhelion:DataDirectory={Path.Combine(Path.GetTempPath(), "parhelion-never-made")}"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"Parhelion:Metrics:Urls is '{url}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_that_another_program_has_stops_the_start_with_a_sentence()
    {
        await using var first = await StartAsync(("Metrics:Urls", "http://127.0.0.1:0"));
        var taken = Assert.Single(first.Services.GetRequiredService<MetricsServer>().Addresses);

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(("Metrics:Urls", taken)));

        Assert.Contains($"Parhelion:Metrics:Urls is '{taken}', which cannot be listened on", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_readiness_tells_ages_and_the_reason_of_a_fault()
    {
        await using var server = await StartAsync();
        using var client = server.CreateAnonymousClient();
        Directory.Move(Path.Combine(server.DataDirectory, "staging"), Path.Combine(server.DataDirectory, "away"));
        var report = default(JsonElement);
        await Uploads.WaitAsync(
            async () =>
            {
                using var answer = await client.GetAsync("/readyz?verbose", TestContext.Current.CancellationToken);
                report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            () => report.ToString());

        var blobs = report.GetProperty("components").EnumerateArray().Single(part => part.GetProperty("component").GetString() == "blobs");
        Assert.Equal(("notReady", "fault"), (report.GetProperty("status").GetString(), blobs.GetProperty("state").GetString()));
        Assert.Contains(Path.Combine(server.DataDirectory, "staging"), blobs.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(blobs.GetProperty("stateSeconds").GetDouble() >= blobs.GetProperty("checkedSecondsAgo").GetDouble());
        using var plain = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("reason", await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static string BasicOf(string keyId, string secret) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{keyId}:{secret}"))}";

    private static Task<ParhelionServer> StartAsync(params (string Name, string Value)[] settings) => ParhelionServer.StartAsync(
        options =>
        {
            foreach (var (name, value) in settings) options.Settings[name] = value;
        },
        TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> StatusAsync(ParhelionServer server, string? header = null, string? value = null)
    {
        using var answer = await GetAsync(server, "/metrics", header, value);
        return answer.StatusCode;
    }

    private static async Task<bool> IsVerboseAsync(ParhelionServer server, string? header = null, string? value = null)
    {
        using var answer = await GetAsync(server, "/readyz?verbose", header, value);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("checkedSecondsAgo", StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> GetAsync(ParhelionServer server, string path, string? header, string? value)
    {
        using var client = new HttpClient { BaseAddress = Listening.UrlOf(server) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null) Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
