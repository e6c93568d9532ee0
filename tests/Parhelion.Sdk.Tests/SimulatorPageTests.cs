using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>The bot of docs/simulator.md, run as the page says and tested as the page says.</summary>
public sealed partial class SimulatorPageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Bot_of_the_page_answers_a_user_of_a_channel()
    {
        Engines.Require("node");
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "simulator.md"), TestContext.Current.CancellationToken);
        using var bot = Start(Script().Match(page).Groups["script"].Value, server);
        try
        {
            var target = await bot.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            await PostAsync(client, server, "integrations", new { type = "custom", webhooks = new[] { new { target, triggers = new[] { "conversation:message" } } } });
            var channel = (await PostAsync(client, server, "integrations", new { type = "telegram", token = "any" })).GetProperty("integration").GetProperty("id").GetString();
            await PostAsync(client, server, "simulator/messages", new { integrationId = channel, externalId = "7431", content = new { type = "text", text = "Hello" } });

            var delivery = await FirstDeliveryAsync(client, server);

            Assert.Equal("You said: Hello", delivery.GetProperty("message").GetProperty("content").GetProperty("text").GetString());
            Assert.Equal((channel, "7431"), (delivery.GetProperty("integrationId").GetString(), delivery.GetProperty("externalId").GetString()));
        }
        finally
        {
            bot.Kill();
        }
    }

    private static Process Start(string script, ParhelionServer server)
    {
        var start = new ProcessStartInfo("node") { ArgumentList = { "--input-type=module", "--eval", script }, UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["API"] = server.Url.GetLeftPart(UriPartial.Authority);
        start.Environment["APP"] = server.AppId;
        start.Environment["KEY"] = $"{server.AppKeyId}:{server.AppKeySecret}";
        return Process.Start(start)!;
    }

    private static async Task<JsonElement> FirstDeliveryAsync(HttpClient client, ParhelionServer server)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit;)
        {
            var list = await client.GetFromJsonAsync<JsonElement>($"/v2/apps/{server.AppId}/simulator/deliveries", TestContext.Current.CancellationToken);
            if (list.GetProperty("deliveries").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first) return first;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("The bot has not answered.");
    }

    private static async Task<JsonElement> PostAsync<T>(HttpClient client, ParhelionServer server, string path, T body)
    {
        using var response = await client.PostAsJsonAsync($"/v2/apps/{server.AppId}/{path}", body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    [GeneratedRegex("```js\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Script();
}
