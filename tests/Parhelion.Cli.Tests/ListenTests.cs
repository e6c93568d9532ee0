using System.Diagnostics;
using System.Text;
using Parhelion.Cli.Receiving;

namespace Parhelion.Cli.Tests;

/// <summary>What <c>webhooks listen</c> leaves behind, which calls it accepts, and when an event counts as received.</summary>
public sealed class ListenTests : IDisposable
{
    private const string Delivery = """{"app":{"id":"1"},"webhook":{"id":"2","version":"v2"},"events":[{"id":"e1","type":"user:remove","createdAt":"2026-05-01T00:00:00.000Z","payload":{}}]}""";
    private const string Created = """{"integration":{"id":"i1","type":"custom","status":"active","webhooks":[{"id":"w1","version":"v2","target":"http://127.0.0.1/","triggers":[],"secret":SECRET,"includeFullUser":false,"includeFullSource":false}]}}""";

    private readonly Tool tool = new();
    private readonly SemaphoreSlim asked = new(0);

    public void Dispose()
    {
        tool.Dispose();
        asked.Dispose();
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(403, 3)]
    public async Task Ctrl_C_during_the_creation_leaves_nothing_behind_or_says_so(int statusOfDelete, int code)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals.");
        await using var server = await FakeServer.StartAsync(async http =>
        {
            if (http.Request.Method == "DELETE")
            {
                await FakeServer.JsonAsync(http, statusOfDelete, "{}");
                return;
            }

            // Answers after the signal, or when the tool gives up.
            asked.Release();
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1.5)), Task.Delay(Timeout.Infinite, http.RequestAborted));
            await FakeServer.JsonAsync(http, 201, Created.Replace("SECRET", "\"s\"", StringComparison.Ordinal));
        });
        server.Introduce(tool);
        using var listen = tool.Start("webhooks", "listen", "-q");
        Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        using (Process.Start("kill", ["-INT", $"{listen.Id}"])) { }
        var error = await listen.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await listen.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Contains("DELETE /v2/apps/a1/integrations/i1", server.Requests);
        Assert.Equal(code, listen.ExitCode);
        if (code != 0) Assert.Contains("Delete it with: parhelion integrations delete i1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_without_a_secret_is_deleted_and_not_listened_to()
    {
        await using var server = await FakeServer.StartAsync(http =>
            FakeServer.JsonAsync(http, 200, http.Request.Method == "DELETE" ? "{}" : Created.Replace("SECRET", "null", StringComparison.Ordinal)));
        server.Introduce(tool);

        var listen = await tool.RunAsync("webhooks", "listen");

        Assert.Equal(1, listen.ExitCode);
        Assert.Contains("DELETE /v2/apps/a1/integrations/i1", server.Requests);
    }

    [Fact]
    public async Task Calls_are_accepted_unchecked_only_if_the_user_says_so()
    {
        Assert.Equal(2, (await tool.RunAsync("webhooks", "listen", "--no-register")).ExitCode);
        Assert.Equal(2, (await tool.RunAsync("webhooks", "listen", "--no-verify")).ExitCode);

        using var listen = tool.Start("webhooks", "listen", "--no-register", "--no-verify", "-n", "1");
        Assert.Equal(200, await PostAsync(await AddressAsync(listen)));
        await listen.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(0, listen.ExitCode);
    }

    [Fact]
    public async Task A_full_disk_ends_the_command_and_the_event_is_not_confirmed()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux has /dev/full.");
        tool.Environment["PARHELION_WEBHOOK_SECRET"] = "s";
        using var listen = tool.StartShell($"exec {Tool.Program} webhooks listen --no-register > /dev/full");

        await Assert.ThrowsAsync<HttpRequestException>(async () => await PostAsync(await AddressAsync(listen)));

        await listen.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(1, listen.ExitCode);
    }

    [Fact]
    public void An_event_that_could_not_be_printed_is_told_again()
    {
        List<string> told = [];
        var isFull = true;
        var receiver = new EventReceiver(null, received =>
        {
            if (isFull) throw new IOException("full");
            told.Add(received.Id);
        });
        var request = new ReceivedRequest("POST", new Dictionary<string, string>(), Encoding.UTF8.GetBytes(Delivery));

        Assert.Throws<IOException>(() => receiver.Handle(request));
        isFull = false;
        Assert.Equal(200, receiver.Handle(request));
        Assert.Equal(200, receiver.Handle(request));

        Assert.Equal(["e1"], told);
    }

    // Anybody who has the secret can send it: it must not end the command.
    [Fact]
    public void An_event_that_is_null_is_refused() =>
        Assert.Equal(400, new EventReceiver(null, _ => { }).Handle(new ReceivedRequest("POST", new Dictionary<string, string>(), """{"events":[null]}"""u8.ToArray())));

    // "Listening on URL. Press Ctrl+C to stop."
    private static async Task<string> AddressAsync(Process listen) =>
        (await listen.StandardError.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[2].TrimEnd('.');

    private static async Task<int> PostAsync(string address)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(Delivery, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", "s");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
