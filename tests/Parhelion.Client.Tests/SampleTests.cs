using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Client.Tests;

/// <summary>The samples do what they say, one of them compiled ahead of time.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task The_console_sample_uploads_reads_and_removes()
    {
        await using var server = await ParhelionServer.StartAsync();

        var said = await Programs.Start("dotnet", Programs.Built("Upload", "Upload.dll"), Files.PathOf("png")).With(server).RunAsync();

        await IsWhatTheSampleDoesAsync(server, said);
    }

    [Fact]
    public async Task The_console_sample_does_the_same_compiled_ahead_of_time()
    {
        Engines.Require("clang");
        await using var server = await ParhelionServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("parhelion-aot-").FullName;
        try
        {
            // With outputs of its own: other tests run what is in the common ones. A warning of the trimmer fails it, as warnings are errors; analyzers have run in the build.
            await Programs.Start(
                "dotnet", "publish", Path.Combine(Repository.Root, "samples", "Upload"), "--configuration", "Release", "-p:PublishAot=true", "-p:RunAnalyzers=false",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "--output", Path.Combine(folder, "out"), "--nologo").RunAsync();
            Assert.False(File.Exists(Path.Combine(folder, "out", "Upload.dll")), "It was not compiled to native code.");

            var said = await Programs.Start(Path.Combine(folder, "out", "Upload"), Files.PathOf("png")).With(server).RunAsync();

            await IsWhatTheSampleDoesAsync(server, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_web_sample_makes_a_message_of_what_a_browser_sends()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var user = await client.Users.CreateUserAsync(server.AppId, new UserCreateBody());
        var conversation = await client.Conversations.CreateConversationAsync(server.AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.Personal,
            Participants = [new ParticipantJoinBody { UserId = user.Id }],
        });
        using var web = Process.Start(Programs.Start(
            "dotnet", Programs.Built("ForwardUpload", "ForwardUpload.dll"), "--urls", "http://127.0.0.1:0", $"--Parhelion:Host={server.Url}",
            $"--Parhelion:AppId={server.AppId}", $"--Parhelion:KeyId={server.AppKeyId}", $"--Parhelion:KeySecret={server.AppKeySecret}"))!;
        try
        {
            using var browser = new HttpClient { BaseAddress = await AddressAsync(web) };
            Assert.Contains("<form", await browser.GetStringAsync($"/conversations/{conversation.Id}"), StringComparison.Ordinal);
            using var file = new ByteArrayContent(Files.PngOf(2_000_000)) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            using var form = new MultipartFormDataContent { { file, "file", "Résumé.png" } };
            using var answer = await browser.PostAsync($"/conversations/{conversation.Id}", form);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, body);

            var message = await client.Messages.ListMessagesAsync(server.AppId, conversation.Id).SingleAsync();
            using var said = JsonDocument.Parse(body);
            Assert.Equal(message.Id, said.RootElement.GetProperty("id").GetString());
            Assert.Equal(2_000_000, Assert.IsType<ImageContent>(message.ReadContent()).MediaSize);

            using var wrong = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "a.exe" } };
            Assert.Equal(415, (int)(await browser.PostAsync($"/conversations/{conversation.Id}", wrong)).StatusCode);
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task The_webhook_sample_prints_the_events_of_a_server_and_refuses_others()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var hook = await client.Integrations.CreateIntegrationAsync(server.AppId, new IntegrationCreateBody
        {
            Type = Integration.Custom,
            Webhooks = [new WebhookCreateBody { Target = "http://127.0.0.1:1/hook", Triggers = [EventTypes.AttachmentCreate, EventTypes.AttachmentRemove] }],
        });
        using var web = Process.Start(Programs.Start(
            "dotnet", Programs.Built("Webhook", "Webhook.dll"), "--urls", "http://127.0.0.1:0", $"--Webhook:Secret={hook.Webhooks[0].Secret}"))!;
        try
        {
            var address = await AddressAsync(web, isReadOn: false);
            await client.Webhooks.UpdateWebhookAsync(server.AppId, hook.Id, hook.Webhooks[0].Id, new WebhookUpdateBody { Target = new Uri(address, "/hook").AbsoluteUri });
            var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, Files.Png, "a.png");
            Assert.Equal("attachment:create a.png image/png", await LineAsync("attachment:create"));
            await client.Attachments.DeleteAttachmentAsync(server.AppId, attachment.MediaUrl);
            Assert.Equal($"attachment:remove {Files.Png.Length} bytes, removed", await LineAsync("attachment:remove"));

            using var stranger = new HttpClient();
            using var refused = await stranger.PostAsync(new Uri(address, "/hook"), new StringContent("{}"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        finally
        {
            web.Kill();
            await web.WaitForExitAsync();
        }

        async Task<string?> LineAsync(string start)
        {
            string? line;
            do line = await web.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            while (line?.StartsWith(start, StringComparison.Ordinal) == false);
            return line;
        }
    }

    [Fact]
    public async Task The_sample_of_tests_passes() =>
        Assert.Contains("succeeded: 3", await Programs.Start("dotnet", Programs.Built("Shop.Tests", "Shop.Tests.dll"), "--progress", "off").RunAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_for_a_test_is_ready_in_under_a_second()
    {
        // The first one of a process pays for code that is compiled; a test project starts many.
        await using (await ParhelionServer.StartAsync())
        {
        }

        var watch = Stopwatch.StartNew();
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        await client.Apps.GetTokenInfoAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
    }

    private static async Task IsWhatTheSampleDoesAsync(ParhelionServer server, string said)
    {
        Assert.Matches($"^image/png {server.Url}apps/{server.AppId}/\\S+/sample\\.png\n{Files.Png.Length} bytes\nremoved\n$", said);
        using var client = server.CreateParhelionClient();
        Assert.Equal(Files.Png.Length, (await client.Attachments.ListReceiptsAsync(server.AppId).SingleAsync()).Size);
    }

    private static async Task<Uri> AddressAsync(Process web, bool isReadOn = true)
    {
        while (await web.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;
            if (isReadOn) _ = web.StandardOutput.ReadToEndAsync();
            return new Uri(match.Groups["url"].Value);
        }

        throw new InvalidOperationException($"It does not listen: {await web.StandardError.ReadToEndAsync()}");
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <summary>Where the samples connect to.</summary>
internal static class SampleSettings
{
    public static ProcessStartInfo With(this ProcessStartInfo start, ParhelionServer server) =>
        start.With(server.Url.AbsoluteUri, server.AppId, server.AppKeyId, server.AppKeySecret);
}
