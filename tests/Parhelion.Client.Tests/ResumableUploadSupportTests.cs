using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Parhelion.Client.Tests;

/// <summary>How the client finds out what a server can do, and what it tells to whom.</summary>
public sealed class ResumableUploadSupportTests
{
    private readonly byte[] bytes = Files.PngOf(300_000);

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_server_without_support_gets_a_form_and_nobody_notices(int status)
    {
        await using var server = await DraftServer.StartAsync(call => !call.Is("OPTIONS") ? Task.FromResult(false) : status == 0 ? call.CutAfterAsync(0) : call.SaysAsync(status));
        var log = new LogList();
        using var client = server.Client(options => options.LoggerFactory = log);
        var activities = new ConcurrentQueue<Activity>();
        using var root = new Activity("test").Start();
        using var listener = Listen(root, activities);

        await UploadAsync(client);

        Assert.Equal(status is 0 or 503 ? (string[])["OPTIONS", "OPTIONS", "FORM"] : ["OPTIONS", "FORM"], server.Requests);
        var activity = Assert.Single(activities);
        Assert.Equal((1, ActivityStatusCode.Unset, 0), (activity.GetTagItem("parhelion.attempts"), activity.Status, activity.Events.Count()));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task A_negative_answer_counts_for_an_hour()
    {
        var clock = new FakeTimeProvider();
        await using var server = await DraftServer.StartAsync(call => call.Is("OPTIONS") ? call.SaysAsync(405) : Task.FromResult(false));
        using var client = server.Client(options => options.TimeProvider = clock);

        await UploadAsync(client);
        clock.Advance(TimeSpan.FromMinutes(59));
        await UploadAsync(client);
        clock.Advance(TimeSpan.FromMinutes(2));
        await UploadAsync(client);

        Assert.Equal(["OPTIONS", "FORM", "FORM", "OPTIONS", "FORM"], server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(415)]
    [InlineData(501)]
    [InlineData(200)]
    public async Task A_creation_that_the_server_does_not_take_becomes_a_form(int status)
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("POST") ? call.SaysAsync(status) : Task.FromResult(false));
        using var client = server.Client();

        await UploadAsync(client);

        Assert.Equal(["OPTIONS", "POST", "FORM"], server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_again_after_a_minute()
    {
        var clock = new FakeTimeProvider();
        await using var server = await DraftServer.StartAsync(call => call.Is("OPTIONS", upTo: 1) ? call.SaysAsync(503) : Task.FromResult(false));
        using var client = server.Client(options => (options.TimeProvider, options.MaxRetries) = (clock, 0));

        await UploadAsync(client);
        clock.Advance(TimeSpan.FromSeconds(59));
        await UploadAsync(client);
        clock.Advance(TimeSpan.FromSeconds(2));
        await UploadAsync(client);

        Assert.Equal(["OPTIONS", "FORM", "FORM", "OPTIONS", "POST", "PATCH 0"], server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_many_open_uploads_make_a_form_and_too_many_requests_wait(bool isAboutUploads)
    {
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (!call.Is("POST", upTo: 1)) return false;
            call.Http.Response.StatusCode = 429;
            if (isAboutUploads) await call.Http.Response.WriteAsync($$"""{"errors":[{"code":"{{ProblemCodes.TooManyRequests}}","title":"Full"}]}""", TestContext.Current.CancellationToken);
            else call.Http.Response.Headers.RetryAfter = "0";
            return true;
        });
        using var client = server.Client();

        await UploadAsync(client);

        Assert.Equal(isAboutUploads ? (string[])["OPTIONS", "POST", "FORM"] : ["OPTIONS", "POST", "POST", "PATCH 0"], server.Requests);
    }

    // The code is the same as that of too many open uploads. The fields of the draft for rate limits tell the two apart.
    [Theory]
    [InlineData("\"address-uploads\";r=5;t=1, \"key-uploads\";r=0;t=0", true)]
    [InlineData("\"key-uploads\";r=0", true)]
    [InlineData("\"key-uploads\";r=10;t=0", false)]
    [InlineData("\"key-uploads\";t=0", false)]
    public async Task A_rate_limit_of_the_api_makes_it_wait(string rateLimit, bool waits)
    {
        await using var server = await DraftServer.StartAsync(async call =>
        {
            if (!call.Is("POST", upTo: 1)) return false;
            call.Http.Response.StatusCode = 429;
            call.Http.Response.Headers.RetryAfter = "0";
            call.Http.Response.Headers["RateLimit"] = rateLimit;
            await call.Http.Response.WriteAsync($$"""{"errors":[{"code":"{{ProblemCodes.TooManyRequests}}","title":"Too many"}]}""", TestContext.Current.CancellationToken);
            return true;
        });
        using var client = server.Client();

        await UploadAsync(client);

        Assert.Equal(waits ? (string[])["OPTIONS", "POST", "POST", "PATCH 0"] : ["OPTIONS", "POST", "FORM"], server.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    public async Task A_refused_creation_is_a_failure_before_any_byte(int status)
    {
        await using var server = await DraftServer.StartAsync(call => call.Is("POST") ? call.SaysAsync(status) : Task.FromResult(false));
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => UploadAsync(client));

        Assert.Equal((status, null, 1), (refused.Status, refused.ResumableUpload, refused.Attempts));
        Assert.Equal(["OPTIONS", "POST"], server.Requests);
    }

    [Fact]
    public async Task A_creation_that_fails_is_repeated()
    {
        await using var server = await DraftServer.StartAsync(call =>
            !call.Is("POST", upTo: 2) ? Task.FromResult(false) : call.Number == 1 ? call.CutAfterAsync(0) : call.SaysAsync(500));
        using var client = server.Client();

        await UploadAsync(client);

        Assert.Equal(["OPTIONS", "POST", "POST", "POST", "PATCH 0"], server.Requests);
    }

    [Fact]
    public async Task Without_resumable_uploads_nothing_is_asked()
    {
        await using var server = await DraftServer.StartAsync();
        using var client = server.Client(options => options.ResumableUploadThreshold = long.MaxValue);

        await UploadAsync(client);

        Assert.Equal(["FORM"], server.Requests);
    }

    [Fact]
    public async Task Credentials_go_to_the_host_of_the_API_only()
    {
        await using var uploads = await DraftServer.StartAsync();
        await using var server = await DraftServer.StartAsync(call => call.Is("PATCH", upTo: 1) ? call.CutAfterAsync(0) : Task.FromResult(false));
        using var client = server.Client();

        using (RequestHeaders.Add("X-Order", "4711")) await UploadAsync(client);
        Assert.All(["OPTIONS", "POST", "PATCH", "HEAD"], method => Assert.StartsWith("Basic ", server.Headers[method].Authorization, StringComparison.Ordinal));
        Assert.Equal("4711", server.Headers["PATCH"]["X-Order"]);

        // The other server knows nothing of this upload.
        server.UploadHost = uploads.Url;
        await UploadAsync(client);
        Assert.Equal(["POST", "FORM"], server.Requests[^2..]);
        Assert.NotEmpty(uploads.Requests);
        Assert.All(uploads.Headers.Values, headers => Assert.Equal(0, headers.Authorization.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_know_its_address_gets_a_form(bool isAnswered)
    {
        await using var other = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var server = await DraftServer.StartAsync();
        server.UploadHost = isAnswered ? other.Url : "http://127.0.0.1:1";
        using var client = server.Client();
        ResumableUpload? kept = null;

        for (var i = 0; i < 2; i++)
        {
            await client.Attachments.UploadAttachmentAsync(
                "a", AttachmentAccess.Public, bytes, "a.png", new UploadAttachmentOptions { ResumableUploadCreated = upload => kept = upload });
        }

        Assert.Equal(["OPTIONS", "POST", "FORM", "FORM"], server.Requests);
        Assert.Null(kept);
    }

    [Fact]
    public async Task The_URL_of_an_upload_is_in_no_message()
    {
        await using var server = await DraftServer.StartAsync(call => call.Method switch
        {
            "PATCH" when call.Number == 1 => call.SaysAsync(503),
            "HEAD" when call.Number == 1 => call.CutAfterAsync(0),
            "PATCH" => call.SaysAsync(308, 0, ("Location", $"https://example.net/uploads/{DraftServer.Secret}")),
            _ => Task.FromResult(false),
        });
        var log = new LogList();
        using var client = server.Client(options => options.LoggerFactory = log);
        var activities = new ConcurrentQueue<Activity>();
        using var root = new Activity("test").Start();
        using var listener = Listen(root, activities);

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => UploadAsync(client));

        var activity = Assert.Single(activities);
        Assert.Equal((308, 3, 3), (failed.Status, failed.Attempts, activity.Events.Count()));
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains(DraftServer.Secret, failed.ResumableUpload!.Url.AbsoluteUri, StringComparison.Ordinal);
        IEnumerable<string> told = [.. log.Lines, failed.Message, failed.ToString(), $"{failed.ResumableUpload}", .. Tags(activity)];
        Assert.All(told, text => Assert.DoesNotContain(DraftServer.Secret, text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Tags(Activity activity) =>
        activity.TagObjects.Concat(activity.Events.SelectMany(happened => happened.Tags)).Select(tag => $"{tag.Value}");

    private static ActivityListener Listen(Activity root, ConcurrentQueue<Activity> activities)
    {
        var trace = root.TraceId;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClientTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace) activities.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Task<Attachment> UploadAsync(ParhelionClient client) => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, bytes, "a.png");

    private sealed class LogList : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IReadOnlyList<string> Lines => [.. lines];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
