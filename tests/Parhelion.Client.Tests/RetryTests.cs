using Microsoft.Extensions.Time.Testing;
using static Parhelion.Client.Tests.ScriptedHandler;

namespace Parhelion.Client.Tests;

/// <summary>What is repeated, and when.</summary>
public sealed class RetryTests
{
    private const string Uploaded = """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""";
    private const string App = """{"app":{"id":"66f0c1d2e3a4b5c6d7e8f901","displayName":"Shop"}}""";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<int, bool, bool> Statuses()
    {
        // Status, whether a call is repeated that may be done twice, and one that may not.
        var data = new TheoryData<int, bool, bool>();
        foreach (var status in (int[])[400, 401, 402, 403, 404, 405, 409, 412, 413, 414, 415, 416, 422, 423, 431, 501, 505, 507]) data.Add(status, false, false);
        foreach (var status in (int[])[500, 502, 504]) data.Add(status, true, false);
        foreach (var status in (int[])[408, 429, 503]) data.Add(status, true, true);
        return data;
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_is_repeated_when_that_is_safe(int status, bool isRepeated, bool isPostRepeated)
    {
        var get = new ScriptedHandler(Says(status), Says(200, App));
        Assert.Equal(isRepeated ? "Shop" : $"{status}", await OutcomeAsync(get, async client => (await client.Apps.GetAppAsync("a")).DisplayName));
        Assert.Equal(isRepeated ? 2 : 1, get.Attempts);

        var remove = new ScriptedHandler(Says(status), Says(200));
        await OutcomeAsync(remove, async client =>
        {
            await client.Attachments.DeleteAttachmentAsync("a", "https://x/y");
            return "";
        });
        Assert.Equal(isRepeated ? 2 : 1, remove.Attempts);

        var upload = new ScriptedHandler(Says(status), Says(201, Uploaded));
        Assert.Equal(isPostRepeated ? "image/png" : $"{status}", await OutcomeAsync(upload, UploadAsync));
        Assert.Equal(isPostRepeated ? 2 : 1, upload.Attempts);

        var create = new ScriptedHandler(Says(status), Says(201, App));
        await OutcomeAsync(create, async client => (await client.Apps.CreateAppAsync(new AppCreateBody { DisplayName = "Shop" })).DisplayName);
        Assert.Equal(isPostRepeated ? 2 : 1, create.Attempts);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, 2)]
    [InlineData(HttpRequestError.NameResolutionError, 2)]
    [InlineData(HttpRequestError.SecureConnectionError, 1)]
    [InlineData(HttpRequestError.ResponseEnded, 1)]
    [InlineData(HttpRequestError.Unknown, 1)]
    public async Task A_message_is_posted_again_only_when_it_never_left(HttpRequestError error, int attempts)
    {
        var handler = new ScriptedHandler(Fails(error), Says(201, """{"messages":[]}"""));
        await OutcomeAsync(handler, async client =>
        {
            var message = new MessagePostBody { Author = Author.OfBusiness(), Content = new TextContent { Text = "Hello" } };
            await client.Messages.PostMessageAsync("a", "c", message);
            return "";
        });
        Assert.Equal(attempts, handler.Attempts);
    }

    [Fact]
    public async Task A_repeated_upload_sends_the_same_bytes_again()
    {
        var handler = new ScriptedHandler(Says(503), Says(429), Says(201, Uploaded));

        Assert.Equal("image/png", await OutcomeAsync(handler, UploadAsync));

        Assert.Equal(3, handler.Attempts);
        Assert.All(handler.Bodies, body => Assert.True(body.AsSpan().IndexOf(Files.Png) > 0));
        Assert.Equal(3, handler.Bodies.Select(body => Convert.ToHexString(body)).Distinct().Count());
    }

    [Fact]
    public async Task A_source_that_is_read_once_is_not_repeated_and_says_so()
    {
        var handler = new ScriptedHandler(Says(503), Says(201, Uploaded));

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(
            handler, client => client.Attachments.UploadAttachmentAsync("a", "public", UploadSource.FromStream(new OneWay(Files.Png), "a.png"))));

        // The bytes are lost, so the same call cannot succeed.
        Assert.Equal((503, false, false, 1), (refused.Status, refused.IsTransient, refused.MayHaveBeenExecuted, handler.Attempts));
        Assert.Contains("not repeated, because the source can be read only once", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(503)]
    public async Task What_a_proxy_refuses_may_have_been_executed(int status)
    {
        // A proxy answers so after the time limit of a request that it has passed on.
        var handler = new ScriptedHandler(Says(status, "<html>"), Says(201, Uploaded));
        var upload = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(handler, client => client.Attachments.UploadAttachmentAsync("a", "public", Files.Picture())));
        Assert.Equal((status, true, true, 1), (upload.Status, upload.IsTransient, upload.MayHaveBeenExecuted, handler.Attempts));

        var get = new ScriptedHandler(Says(status, "<html>"), Says(200, App));
        Assert.Equal("Shop", await OutcomeAsync(get, async client => (await client.Apps.GetAppAsync("a")).DisplayName));
    }

    [Fact]
    public async Task An_attempt_that_may_have_been_executed_counts_whatever_the_last_one_says()
    {
        var handler = new ScriptedHandler(Says(500), Says(404));

        var gone = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(handler, async client =>
        {
            await client.Attachments.DeleteAttachmentAsync("a", "https://x/y");
            return true;
        }));

        Assert.Equal((404, true, 2), (gone.Status, gone.MayHaveBeenExecuted, gone.Attempts));
    }

    [Fact]
    public async Task A_call_without_a_body_may_have_been_sent_by_a_handler_that_fails()
    {
        var handler = new ScriptedHandler(_ => throw new InvalidOperationException("the handler gave up after three requests"));

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(handler, async client =>
        {
            await client.Apps.DeleteAppAsync("a");
            return true;
        }));

        Assert.True(failed.MayHaveBeenExecuted);
    }

    [Fact]
    public async Task The_wait_doubles_and_varies()
    {
        HashSet<TimeSpan> firsts = [];
        for (var i = 0; i < 20; i++)
        {
            var handler = new ScriptedHandler(Says(503), Says(503), Says(503), Says(200, App));
            var times = await WaitsAsync(handler);
            Assert.Equal(3, times.Count);
            for (var n = 0; n < 3; n++) Assert.InRange(times[n], TimeSpan.FromMilliseconds(250 << n), TimeSpan.FromMilliseconds((500 << n) + 10));
            firsts.Add(times[0]);
        }

        Assert.True(firsts.Count > 3, "Twenty waits are the same.");
    }

    [Fact]
    public async Task Retry_after_is_obeyed_in_seconds_and_as_a_date()
    {
        var seconds = await WaitsAsync(new ScriptedHandler(Says(429, retryAfter: "7"), Says(200, App)));
        Assert.InRange(Assert.Single(seconds), TimeSpan.FromSeconds(7), TimeSpan.FromMilliseconds(7010));
        var date = clock.GetUtcNow().AddSeconds(9).ToString("R");
        var dated = await WaitsAsync(new ScriptedHandler(Says(503, retryAfter: date), Says(200, App)));
        Assert.InRange(Assert.Single(dated), TimeSpan.FromMilliseconds(8990), TimeSpan.FromMilliseconds(9010));
    }

    [Fact]
    public async Task A_server_that_wants_a_long_wait_gets_no_repetition()
    {
        var handler = new ScriptedHandler(Says(429, """{"errors":[{"code":"too_many","title":"Slow down"}]}""", "120"));

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(handler, client => client.Apps.GetAppAsync("a")));

        Assert.Equal((429, "too_many", TimeSpan.FromSeconds(120), 1), (refused.Status, refused.Code, refused.RetryAfter, handler.Attempts));
        Assert.True(refused.IsTransient);
    }

    [Fact]
    public async Task Attempts_come_to_an_end()
    {
        var handler = new ScriptedHandler(Says(503));

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => RunAsync(handler, client => client.Apps.GetAppAsync("a")));

        Assert.Equal((4, 4), (handler.Attempts, refused.Attempts));
        Assert.Contains("after 4 attempts", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_ends_when_the_caller_gives_up()
    {
        using var cancel = new CancellationTokenSource();
        using var client = Client(new ScriptedHandler(Says(503)));

        var call = client.Apps.GetAppAsync("a", cancel.Token);
        Assert.False(call.IsCompleted);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static async Task<string> UploadAsync(ParhelionClient client) =>
        (await client.Attachments.UploadAttachmentAsync("a", "public", Files.Picture())).MediaType;

    private ParhelionClient Client(HttpMessageHandler handler) =>
        new(new HttpClient(handler), new ParhelionClientOptions { Credentials = ParhelionCredentials.None, TimeProvider = clock });

    private async Task<string> OutcomeAsync(ScriptedHandler handler, Func<ParhelionClient, Task<string>> act)
    {
        try
        {
            return await RunAsync(handler, act);
        }
        catch (ParhelionException e)
        {
            return $"{e.Status}";
        }
    }

    // Moves the clock as long as the call waits for it.
    private async Task<T> RunAsync<T>(ScriptedHandler handler, Func<ParhelionClient, Task<T>> act)
    {
        using var client = Client(handler);
        var call = act(client);
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await call;
    }

    // The waits between the attempts, 10 ms at a time: the handler answers at once, so after each step the call waits again or is done.
    private async Task<List<TimeSpan>> WaitsAsync(ScriptedHandler handler)
    {
        using var client = Client(handler);
        var call = client.Apps.GetAppAsync("a");
        List<TimeSpan> waits = [];
        while (!call.IsCompleted)
        {
            var (attempts, start) = (handler.Attempts, clock.GetUtcNow());
            while (handler.Attempts == attempts)
            {
                Assert.True(clock.GetUtcNow() - start < TimeSpan.FromMinutes(1), "It waits for too long.");
                clock.Advance(TimeSpan.FromMilliseconds(10));
            }

            waits.Add(clock.GetUtcNow() - start);
        }

        await call;
        return waits;
    }
}
