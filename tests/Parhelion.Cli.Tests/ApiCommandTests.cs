using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Parhelion.Cli.Tests;

/// <summary><c>link</c>, <c>stat</c>, <c>verify</c>, <c>api</c>, <c>integrations</c> and <c>webhooks</c>.</summary>
public sealed class ApiCommandTests : ServerToolTests
{
    [Fact]
    public async Task A_link_opens_a_private_file_for_everybody()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"), "--access", "private")).Good().Lines[0];

        var link = (await Tool.RunAsync(Encoding.UTF8.GetBytes(url), "link", "-", "--expires", "15m", "--download")).Good();

        using var http = Server.CreateAnonymousClient();
        using var answer = await http.GetAsync(Assert.Single(link.Lines), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith("Expires at 20", link.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Tool.RunAsync("link", url, "--expires", "8d")).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("link", url, "--expires", "soon")).ExitCode);
        Assert.Equal(4, (await Tool.RunAsync("link", url.Replace("sample.png", "other.png", StringComparison.Ordinal))).ExitCode);
    }

    [Fact]
    public async Task A_file_is_described_and_compared()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];

        Assert.StartsWith("sample.png\t176\timage/png\t\"", (await Tool.RunAsync("stat", url)).Good().Output, StringComparison.Ordinal);
        (await Tool.RunAsync("verify", "sample.png", url)).Good();
        foreach (var size in (int[])[177, 175])
        {
            await using (var file = File.OpenWrite(Tool.PathOf("sample.png"))) file.SetLength(size);
            var differs = await Tool.RunAsync("verify", "sample.png", url);
            Assert.Equal(1, differs.ExitCode);
            Assert.Contains($"The files differ after {Math.Min(size, 176)} bytes", differs.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Any_call_can_be_sent_with_the_key()
    {
        var created = (await Tool.RunAsync("api", "post", "apps/{appId}/users", "-f", "externalId=ada", "-f", "metadata:={\"level\":7}")).Good();
        var id = created.Json[0].GetProperty("user").GetProperty("id").GetString();
        Assert.Equal(7, created.Json[0].GetProperty("user").GetProperty("metadata").GetProperty("level").GetInt32());

        (await Tool.RunAsync("""{"metadata":{"level":8}}"""u8.ToArray(), "api", "PATCH", $"/v2/apps/{Server.AppId}/users/{id}", "--input", "-")).Good();
        var read = (await Tool.RunAsync("api", "GET", "apps/{appId}/users/ada", "-i", "-v")).Good();
        Assert.Contains("\"level\":8", read.Output, StringComparison.Ordinal);
        Assert.StartsWith($"> GET {Server.Url}v2/apps/{Server.AppId}/users/ada\n< 200 OK in ", read.Error, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", read.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.AppKeySecret, read.Error, StringComparison.Ordinal);

        var missing = await Tool.RunAsync("api", "GET", "apps/{appId}/users/bob");
        Assert.Equal(4, missing.ExitCode);
        Assert.Contains("errors", missing.Output, StringComparison.Ordinal);
        foreach (var path in (string[])["../../elsewhere", "apps/../../elsewhere"]) Assert.Equal(2, (await Tool.RunAsync("api", "GET", path)).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("api", "FETCH", "apps")).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("api", "POST", "apps", "-f", "name")).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("api", "POST", "apps", "-f", "name:=text")).ExitCode);
    }

    [Fact]
    public async Task Integrations_and_webhooks_come_and_go()
    {
        var created = (await Tool.RunAsync("integrations", "create", "desk", "--target", "http://127.0.0.1:9/hook", "-t", "user:remove")).Good().Lines[0].Split('\t');
        Assert.Equal($"{created[0]}\tcustom\tactive\t1\tdesk\n", (await Tool.RunAsync("integrations", "list")).Good().Output);
        Assert.Equal($"{created[0]}\tcustom\tactive\tdesk\n", (await Tool.RunAsync("integrations", "get", created[0])).Good().Output);
        var hook = (await Tool.RunAsync("webhooks", "list", created[0], "--columns", "id,triggers")).Good().Lines[0].Split('\t');
        Assert.Equal("user:remove", hook[1]);
        Assert.EndsWith(created[1], (await Tool.RunAsync("webhooks", "get", created[0], hook[0])).Good().Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(created[1], (await Tool.RunAsync("webhooks", "list", created[0], "--json")).Good().Output, StringComparison.Ordinal);

        (await Tool.RunAsync("webhooks", "update", created[0], hook[0], "--target", "http://127.0.0.1:9/new")).Good();
        Assert.Equal(2, (await Tool.RunAsync("webhooks", "update", created[0], hook[0])).ExitCode);
        var second = (await Tool.RunAsync("webhooks", "create", created[0], "--target", "http://127.0.0.1:9/two")).Good().Lines[0].Split('\t');
        Assert.Equal(["http://127.0.0.1:9/new", "http://127.0.0.1:9/two"], (await Tool.RunAsync("webhooks", "list", created[0], "--columns", "target")).Good().Lines);
        Assert.Equal(2, (await Tool.RunAsync("webhooks", "delete", created[0], second[0])).ExitCode);
        (await Tool.RunAsync("webhooks", "delete", created[0], second[0], "--yes")).Good();
        (await Tool.RunAsync("integrations", "delete", created[0], "--yes")).Good();
        Assert.Empty((await Tool.RunAsync("integrations", "list")).Good().Output);
    }

    [Fact]
    public async Task Users_of_a_simulated_channel_write_and_are_answered()
    {
        var channel = (await Tool.RunAsync("api", "POST", "apps/{appId}/integrations", "-f", "type=whatsapp")).Good().Json[0].GetProperty("integration").GetProperty("id").GetString()!;
        string[] who = ["--external-id", "+15550001234"];

        var written = (await Tool.RunAsync(["simulate", "message", channel, "Hello", .. who])).Good().Lines[0].Split('\t');
        Assert.Equal($"{written[1]}\t{written[2]}\n", (await Tool.RunAsync(["simulate", "activity", channel, "typing:start", .. who])).Good().Output);
        Assert.Equal($"{written[1]}\t{written[2]}\n", (await Tool.RunAsync("simulate", "postback", channel, "buy", "--user", written[2])).Good().Output);
        await Tool.RunAsync("api", "POST", $"apps/{{appId}}/conversations/{written[1]}/messages", "-f", "author:={\"type\":\"business\"}", "-f", "content:={\"type\":\"text\",\"text\":\"Hi\"}");
        var delivery = (await Tool.RunAsync("simulate", "deliveries", "--columns", "id,channel,status,external id,content")).Good().Lines[0].Split('\t');
        Assert.Equal(["whatsapp", "sent", "+15550001234", "Hi"], delivery[1..]);
        Assert.Equal($"{delivery[0]}\tfailure\n", (await Tool.RunAsync("simulate", "result", delivery[0], "failure", "--message", "Blocked")).Good().Output);
        Assert.Equal("Blocked", (await Tool.RunAsync("simulate", "deliveries", "--json")).Good().Json[0].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(2, (await Tool.RunAsync("simulate", "result", delivery[0], "user", "--code", "x")).ExitCode);
        Assert.Equal(2, (await Tool.RunAsync("simulate", "message", channel, "Hello")).ExitCode);

        var client = (await Tool.RunAsync("clients", "list", written[2], "--columns", "id,type,status,external id")).Good().Lines[0].Split('\t');
        Assert.Equal(["whatsapp", "active", "+15550001234"], client[1..]);
        Assert.Equal(2, (await Tool.RunAsync("clients", "remove", written[2], client[0])).ExitCode);
        (await Tool.RunAsync("clients", "remove", written[2], client[0], "--yes")).Good();
        Assert.Empty((await Tool.RunAsync("clients", "list", written[2])).Good().Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Events_are_received_and_the_webhook_is_deleted_at_the_end(string signal)
    {
        if (OperatingSystem.IsWindows() && signal.Length > 0) Assert.Skip("There are no signals.");
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];
        string[] limit = signal.Length > 0 ? [] : ["-n", "1"];
        using var listen = Tool.Start(["webhooks", "listen", "--trigger", "attachment:remove", "--json", .. limit]);
        var address = (await listen.StandardError.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[2].TrimEnd('.');
        await UntilAsync(async () => (await Tool.RunAsync("integrations", "list")).Good().Lines.Length == 1);

        using (var http = new HttpClient()) Assert.Equal(401, (int)(await http.PostAsync(address, new StringContent("{}"), TestContext.Current.CancellationToken)).StatusCode);
        (await Tool.RunAsync("rm", url)).Good();

        var received = await listen.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"type\":\"attachment:remove\"", received, StringComparison.Ordinal);
        if (signal.Length > 0) using (Process.Start("kill", [$"-{signal}", $"{listen.Id}"])) { }
        await listen.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, listen.ExitCode);
        Assert.Empty((await Tool.RunAsync("integrations", "list")).Good().Output);
    }

    [Fact]
    public async Task Events_of_another_webhook_are_checked_by_its_secret_and_printed_once()
    {
        Tool.Environment["PARHELION_WEBHOOK_SECRET"] = "secret\n";
        using var listen = Tool.Start("webhooks", "listen", "--no-register", "-n", "2");
        var address = (await listen.StandardError.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[2].TrimEnd('.');
        using var http = new HttpClient();

        async Task<int> PostAsync(string body, string secret, bool isChunked = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = isChunked ? new StreamContent(new Unseekable(Encoding.UTF8.GetBytes(body))) : new StringContent(body) };
            request.Headers.TransferEncodingChunked = isChunked ? true : null;
            request.Headers.Add("X-API-Key", secret);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }

        static string Delivery(int id) =>
            """{"app":{"id":"1"},"webhook":{"id":"2","version":"v2"},"events":[{"id":"ID","type":"user:remove","createdAt":"2026-05-01T00:00:00.000Z","payload":{"user":{"id":"uID\u001b"}}}]}"""
                .Replace("ID", $"{id}", StringComparison.Ordinal);

        Assert.Equal(401, await PostAsync(Delivery(0), "wrong"));
        Assert.Equal(400, await PostAsync("not json", "secret"));
        Assert.Equal(405, (int)(await http.GetAsync(address, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(200, await PostAsync(Delivery(1), "secret"));
        Assert.Equal(200, await PostAsync(Delivery(1), "secret"));
        Assert.Equal(200, await PostAsync(Delivery(2), "secret", isChunked: true));

        Assert.Equal(
            ["2026-05-01T00:00:00.000Z\tuser:remove\t1\tuser=u1 ", "2026-05-01T00:00:00.000Z\tuser:remove\t2\tuser=u2 ", ""],
            (await listen.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n'));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition()) Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The condition did not come true.");
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
