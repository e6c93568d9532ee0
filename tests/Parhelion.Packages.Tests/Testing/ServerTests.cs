using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.Storage;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Testing;

/// <summary>The life of a test server.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task It_restarts_at_the_same_url_with_its_data_and_faults()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var (url, media) = (server.Url, await TestFiles.UploadAsync(server, TestFiles.Png));
        server.Clock.Advance(TimeSpan.FromDays(3));
        server.Fail("GET /healthz", 500);

        for (var i = 0; i < 3; i++) await server.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(url, server.Url);
        using var client = server.CreateAnonymousClient();
        Assert.Equal(TestFiles.Png, await client.GetByteArrayAsync(media, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(3, server.Requests.Count);
        Assert.True(server.Requests[^1].ReceivedAt > TimeProvider.System.GetUtcNow().AddDays(2));
    }

    [Fact]
    public async Task Signals_are_left_to_the_process_of_the_tests()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        // The one of .NET would take SIGTERM for the server alone, and the process would live on.
        Assert.IsNotType<ConsoleLifetime>(server.Services.GetRequiredService<IHostLifetime>());
    }

    [Fact]
    public async Task Paths_of_requests_are_decoded()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();
        using var response = await client.GetAsync("/apps/gr%C3%B6%C3%9Fe%20x.png", TestContext.Current.CancellationToken);

        Assert.Equal("/apps/größe x.png", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task A_stopped_server_refuses_connections_and_keeps_its_port()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();
        await server.StopAsync();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        if (OperatingSystem.IsLinux()) Assert.Equal(1, await BindAsync(server.Url.Port));
        await server.RestartAsync(TestContext.Current.CancellationToken);

        Assert.True((await client.GetAsync("/healthz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task It_can_be_disposed_twice_and_leaves_nothing()
    {
        var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.DataDirectory));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.RestartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => ParhelionServer.StartAsync(options => options.Settings["Limits:UploadByte"] = "1", TestContext.Current.CancellationToken));

        Assert.Contains("Parhelion:Limits:UploadByte is not a setting", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_start_leaves_no_folder()
    {
        var folder = "";

        await Assert.ThrowsAsync<NotSupportedException>(() => ParhelionServer.StartAsync(
            options => options.ConfigureServices = services =>
            {
                folder = ((StorageSettings)services.Single(service => service.ServiceType == typeof(StorageSettings)).ImplementationInstance!).DataDirectory;
                throw new NotSupportedException();
            },
            TestContext.Current.CancellationToken));

        Assert.NotEmpty(folder);
        Assert.False(Directory.Exists(folder));
    }

    // A test project often has the settings of its application in both.
    [Fact]
    public async Task It_reads_neither_the_environment_nor_the_settings_of_the_application()
    {
        var file = Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json");
        Environment.SetEnvironmentVariable("Parhelion__Host", "https://example.zendesk.com");
        await File.WriteAllTextAsync(file, """{"Parhelion":{"AppId":"x"},"Kestrel":{"Endpoints":{"Http":{"Url":"http://127.0.0.1:1"}}}}""", TestContext.Current.CancellationToken);
        try
        {
            await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            using var response = await TestFiles.PostAsync(server, TestFiles.Png);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }
        finally
        {
            File.Delete(file);
            Environment.SetEnvironmentVariable("Parhelion__Host", null);
        }
    }

    [Fact]
    public async Task A_clock_of_the_options_replaces_the_movable_one()
    {
        var still = new FakeTimeProvider(new DateTimeOffset(2031, 5, 4, 3, 2, 1, TimeSpan.Zero));
        await using var server = await ParhelionServer.StartAsync(options => options.TimeProvider = still, TestContext.Current.CancellationToken);
        using var response = await TestFiles.PostAsync(server, TestFiles.Png);

        Assert.Equal(still.GetUtcNow(), Assert.Single(server.Requests).ReceivedAt);
        Assert.Throws<InvalidOperationException>(() => server.Clock);
    }

    [Fact]
    public async Task Advancing_the_clock_makes_due_what_the_server_waits_for()
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Deletion:UnusedAfter"] = "7.00:00:00", TestContext.Current.CancellationToken);
        var seed = await server.SeedAsync(
            new SeedData { Conversations = { new SeedConversation("ada") { Files = { new SeedFile("used.png", TestFiles.Png) } } } }, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(TestFiles.Png), "source", "unused.png" } };
        using var upload = await client.PostAsync($"/v2/apps/{server.AppId}/attachments?access=public&for=message", form, TestContext.Current.CancellationToken);
        var unused = System.Text.Json.Nodes.JsonNode.Parse(await upload.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["attachment"]!["mediaUrl"]!.GetValue<string>();

        server.Clock.Advance(TimeSpan.FromDays(8));

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await client.GetAsync(unused, deadline.Token)).StatusCode != HttpStatusCode.NotFound) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(seed.MediaUrls["used.png"], TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Seeding_makes_files_users_and_messages()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var seed = await server.SeedAsync(
            new SeedData
            {
                Files = { new SeedFile("note.txt", Encoding.UTF8.GetBytes("hello")), new SeedFile("secret.png", TestFiles.Png) { Access = "private" }, SeedFile.FromFile(Path.Combine(AppContext.BaseDirectory, "samples", "sample.pdf")) },
                Conversations = { new SeedConversation("ada") { Files = { new SeedFile("picture.png", TestFiles.Png) } } },
            },
            TestContext.Current.CancellationToken);

        using var anonymous = server.CreateAnonymousClient();
        Assert.Equal("hello", await anonymous.GetStringAsync(seed.MediaUrls["note.txt"], TestContext.Current.CancellationToken));
        Assert.False((await anonymous.GetAsync(seed.MediaUrls["secret.png"], TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.True((await anonymous.GetAsync(seed.MediaUrls["sample.pdf"], TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        using var client = server.CreateClient();
        var messages = await client.GetStringAsync($"/v2/apps/{server.AppId}/conversations/{seed.ConversationIds["ada"]}/messages", TestContext.Current.CancellationToken);
        Assert.Contains(seed.MediaUrls["picture.png"], messages, StringComparison.Ordinal);

        (await client.DeleteAsync($"/v2/apps/{server.AppId}/users/ada", TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal(HttpStatusCode.NotFound, (await anonymous.GetAsync(seed.MediaUrls["picture.png"], TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Seeding_a_file_that_is_refused_says_why()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.SeedAsync(new SeedData { Files = { new SeedFile("a.exe", TestFiles.Png) } }, TestContext.Current.CancellationToken));

        Assert.Contains("returned 415", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_of_a_test_is_apart_from_the_others()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var app = await server.CreateAppAsync("Mine", TestContext.Current.CancellationToken);
        using var client = server.CreateClient(app.KeyId, app.KeySecret);

        Assert.True((await client.GetAsync($"/v2/apps/{app.Id}", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken)).StatusCode);
        Assert.DoesNotContain(app.KeySecret, app.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_an_account_key_of_the_settings_gets_an_app()
    {
        const string KeyId = "act_0123456789abcdef01234567";
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Bootstrap:AccountKeyId"] = KeyId;
                options.Settings["Bootstrap:AccountKeySecret"] = new string('s', 40);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(KeyId, server.AccountKeyId);
        using var response = await TestFiles.PostAsync(server, TestFiles.Png);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task It_logs_to_the_loggers_of_the_test()
    {
        var lines = new List<string>();
        await using var server = await ParhelionServer.StartAsync(
            options => options.ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LineLogger(lines)), TestContext.Current.CancellationToken);
        using var response = await TestFiles.PostAsync(server, TestFiles.Png);

        lock (lines) Assert.NotEmpty(lines);
    }

    // What WebApplicationFactory listens to, in the asynchronous context in which the application is started.
    [Fact]
    public async Task A_server_that_starts_while_an_application_starts_is_not_taken_for_it()
    {
        var context = new AsyncLocal<string> { Value = "application" };
        var seen = new List<string?>();
        using var listener = new HostListener(() =>
        {
            lock (seen) seen.Add(context.Value);
        });

        await using var server = await ParhelionServer.StartAsync(options => options.ConfigureLogging = _ => Assert.Equal("application", context.Value), TestContext.Current.CancellationToken);

        lock (seen) Assert.DoesNotContain("application", seen);
    }

    [Fact]
    public void A_fixture_starts_its_server_once_and_stops_it()
    {
        var fixture = new SmallFixture();
        var server = fixture.Server;
        Assert.Same(server, fixture.Server);

        fixture.Dispose();
        fixture.Dispose();

        Assert.False(Directory.Exists(server.DataDirectory));
    }

    [Fact]
    public async Task A_fixture_that_was_not_used_starts_nothing()
    {
        var fixture = new SmallFixture();
        await fixture.DisposeAsync();
        Assert.False(fixture.IsConfigured);
    }

    // .NET binds so that a port can be shared; other programs do not.
    private static async Task<int> BindAsync(int port)
    {
        Engines.Require("python3");
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", $"import socket; socket.socket().bind(('127.0.0.1', {port}))"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        return (await python.ReadToEndAsync()).ExitCode;
    }

    private sealed class SmallFixture : ParhelionFixture
    {
        public bool IsConfigured { get; private set; }

        protected override void Configure(ParhelionServerOptions options)
        {
            IsConfigured = true;
            options.Settings["Limits:UploadBytes"] = "1000";
        }
    }
}
