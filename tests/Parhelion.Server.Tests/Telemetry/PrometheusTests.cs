using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Telemetry;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>The files of deploy/prometheus in a real Prometheus.</summary>
public sealed class PrometheusTests
{
    private const string Script = "prometheus.sh";

    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "prometheus");

    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Files_are_right_and_each_alert_fires(string command, string what, string file)
    {
        await InstallAsync();

        var (exitCode, output) = await RunAsync("promtool", command, what, Path.Combine(Folder, file));

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Response_follows_the_rules_of_the_format()
    {
        await InstallAsync();
        await using var server = await StartAsync();
        using var client = new HttpClient { BaseAddress = AddressOf(server) };
        await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (await Scrape.OfAsync(client)).Text, TestContext.Current.CancellationToken);

            // The exit code is 3 where only the style of names is criticized, such as those of ASP.NET Core.
            var (exitCode, output) = await RunAsync("sh", "-c", $"promtool check metrics < '{file}'");

            Assert.True(exitCode is 0 or 3, output);
            Assert.DoesNotContain("parhelion_", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Prometheus_scrapes_the_server_and_fires_an_alert()
    {
        EngineScript.Require(Script);
        await using var server = await StartAsync();
        await using var prometheus = await EngineScript.StartAsync(Script, ("ORIGIN", AddressOf(server).Authority));
        using var client = new HttpClient { BaseAddress = new Uri(prometheus.Told["URL"]) };
        var url = await Uploads.UploadAsync(server, "8 bytes."u8.ToArray(), "a.txt");

        await WaitForAsync(client, "/api/v1/query?query=parhelion_uploads_total", text => text.Contains("\"protocol\":\"form\"", StringComparison.Ordinal));
        await WaitForAsync(client, "/api/v1/query?query=up", text => text.Contains(",\"1\"]", StringComparison.Ordinal));
        var rules = JsonDocument.Parse(await client.GetStringAsync("/api/v1/rules", TestContext.Current.CancellationToken)).RootElement.GetProperty("data").GetProperty("groups")[0].GetProperty("rules");
        Assert.Equal(10, rules.GetArrayLength());
        await WaitForAsync(client, "/api/v1/rules", text => !text.Contains("\"health\":\"unknown\"", StringComparison.Ordinal) && !text.Contains("\"health\":\"err\"", StringComparison.Ordinal));
        Assert.Equal("[]", (await AlertsAsync(client)).Replace(" ", "", StringComparison.Ordinal));

        File.Delete(Path.Combine(server.DataDirectory, BlobNames.Of(BlobKey.Parse(url.Split('/')[^2]))));
        using var anonymous = server.CreateAnonymousClient();
        using (var lost = await anonymous.GetAsync(url, TestContext.Current.CancellationToken)) Assert.Equal(500, (int)lost.StatusCode);

        await Uploads.WaitAsync(async () => (await AlertsAsync(client)).Contains("ParhelionFilesMissing", StringComparison.Ordinal), () => "No alert fires.", seconds: 60);
    }

    private static async Task InstallAsync()
    {
        EngineScript.Require(Script);
        var (exitCode, output) = await RunAsync(Path.Combine(Repository.Root, "eng", Script), "install");
        if (exitCode != 0) Engines.Missing(output);
    }

    private static Task<ParhelionServer> StartAsync() =>
        ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Metrics:Urls"] = "http://127.0.0.1:0";
                BlobFiles.Choose(options);
            },
            TestContext.Current.CancellationToken);

    private static Uri AddressOf(ParhelionServer server) => new(server.Services.GetRequiredService<MetricsServer>().Addresses[0]);

    private static async Task<string> AlertsAsync(HttpClient client)
    {
        var answer = JsonDocument.Parse(await client.GetStringAsync("/api/v1/alerts", TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("data").GetProperty("alerts").GetRawText();
    }

    private static async Task WaitForAsync(HttpClient client, string path, Func<string, bool> condition)
    {
        var text = "";
        await Uploads.WaitAsync(async () => condition(text = await client.GetStringAsync(path, TestContext.Current.CancellationToken)), () => text);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
