using Microsoft.AspNetCore.Http;

namespace Parhelion.Client.Tests;

/// <summary>Faults of the caller's code and of its HttpClient are told as what they are.</summary>
public sealed class CallerFaultTests
{
    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_upload_with_its_exception()
    {
        var calls = 0;
        await using var host = await StubHost.StartAsync(async http =>
        {
            calls++;
            await http.Request.Body.CopyToAsync(Stream.Null);
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);
        var options = new UploadAttachmentOptions { Progress = new Throwing<UploadProgress>() };

        var fault = await Assert.ThrowsAsync<IOException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Files.Png, "a.png", options));

        Assert.Equal(("the window is closed", true), (fault.Message, calls <= 1));
    }

    [Fact]
    public async Task A_progress_handler_that_throws_ends_the_download_with_its_exception()
    {
        var calls = 0;
        await using var host = await StubHost.StartAsync(http =>
        {
            calls++;
            http.Response.Headers.ETag = "\"1\"";
            return http.Response.WriteAsync("0123456789");
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);
        var options = new DownloadOptions { Progress = new Throwing<DownloadProgress>() };

        var fault = await Assert.ThrowsAsync<IOException>(() => client.Attachments.DownloadToAsync($"{host.Url}/a.png", Stream.Null, options));

        Assert.Equal(("the window is closed", 1), (fault.Message, calls));
    }

    [Fact]
    public async Task A_timeout_of_the_HttpClient_is_a_failure_of_the_call()
    {
        var release = new TaskCompletionSource();
        await using var host = await StubHost.StartAsync(_ => release.Task);
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        using var client = new ParhelionClient(http, new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.None, MaxRetries = 0 });

        var late = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync("a"));

        release.SetResult();
        Assert.Contains("HttpClient.Timeout", late.Message, StringComparison.Ordinal);
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.True(late.IsTransient);
    }

    [Fact]
    public async Task An_exception_of_the_function_for_tokens_arrives_unchanged()
    {
        var (asked, fault) = (0, new HttpRequestException("the sign-in service is down"));
        var handler = new ScriptedHandler(ScriptedHandler.Says(200));
        using var client = new ParhelionClient(new HttpClient(handler), new ParhelionClientOptions
        {
            Credentials = ParhelionCredentials.Bearer(_ =>
            {
                asked++;
                throw fault;
            }),
        });

        Assert.Same(fault, await Assert.ThrowsAsync<HttpRequestException>(() => client.Apps.GetAppAsync("a")));
        Assert.Equal((1, 0), (asked, handler.Attempts));
    }

    [Fact]
    public async Task A_token_that_does_not_come_is_a_timeout()
    {
        using var late = new ParhelionClient(new HttpClient(new ScriptedHandler(ScriptedHandler.Says(200))), new ParhelionClientOptions
        {
            Credentials = ParhelionCredentials.Bearer(async token =>
            {
                await new TaskCompletionSource().Task.WaitAsync(token);
                return "";
            }),
            Timeout = TimeSpan.FromMilliseconds(50),
            MaxRetries = 0,
        });

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => late.Apps.GetAppAsync("a"));

        Assert.IsType<TimeoutException>(failed.InnerException);
        Assert.Equal((true, false, 1), (failed.IsTransient, failed.MayHaveBeenExecuted, failed.Attempts));
    }

    [Fact]
    public async Task A_cancelled_call_has_the_token_of_the_caller()
    {
        using var cancel = new CancellationTokenSource();
        await using var host = await StubHost.StartAsync(async http =>
        {
            await cancel.CancelAsync();
            await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted);
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Apps.GetAppAsync("a", cancel.Token));

        Assert.Equal(cancel.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task An_exception_of_a_message_handler_is_a_failure_of_the_call()
    {
        using var client = new ParhelionClient(
            new HttpClient(new ScriptedHandler(_ => throw new InvalidOperationException("no tenant"))), new ParhelionClientOptions { Credentials = ParhelionCredentials.None });

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync("a"));

        Assert.IsType<InvalidOperationException>(failed.InnerException);
        Assert.Contains("no tenant", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsTransient);
    }

    [Theory]
    [InlineData("5d8c72a5")]
    [InlineData("W/\"5d8c72a5\"")]
    [InlineData("*")]
    [InlineData("Thu, 26 Nov 2026 12:00:00 GMT")]
    public async Task A_condition_that_is_no_strong_tag_is_refused(string tag)
    {
        using var client = new ParhelionClient("http://127.0.0.1:1", "app_1", "secret");

        await Assert.ThrowsAsync<ArgumentException>(() => client.Attachments.DownloadAsync("http://127.0.0.1:1/a.png", new DownloadOptions { Offset = 1, IfRange = tag }));
    }

    private sealed class Throwing<T> : IProgress<T>
    {
        public void Report(T value) => throw new IOException("the window is closed");
    }
}
