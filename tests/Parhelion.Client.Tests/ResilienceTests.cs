using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Parhelion.Client.Tests;

/// <summary>The client below the resilience handler that Aspire and many templates add to every HttpClient: it repeats requests by itself.</summary>
public sealed class ResilienceTests
{
    private const string Uploaded = """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""";

    private readonly byte[] bytes = Files.PngOf(300_000);

    // The sizes of the complete requests that the host has answered with 201.
    private readonly ConcurrentQueue<byte[]> stored = new();
    private int calls;

    public static TheoryData<string> Faults => ["503", "503 midway", "cut", "stall"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_stream_that_was_read_is_not_sent_again(string fault)
    {
        await using var host = await FaultyHostAsync(fault);
        await using var services = Services(host);
        var source = new OneWay(bytes);

        var refused = await Assert.ThrowsAsync<ParhelionException>(
            () => services.GetRequiredService<ParhelionClient>().Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source, "a.png"));

        Assert.Contains("can be read only once", refused.Message, StringComparison.Ordinal);
        Assert.Equal((2, false), (refused.Attempts, refused.IsTransient));
        Assert.Empty(stored);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_source_that_can_be_read_again_is_sent_whole_each_time(string fault)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            var position = new MemoryStream([.. new byte[10], .. bytes]) { Position = 10 };
            foreach (var source in (UploadSource[])[UploadSource.FromFile(path, "a.png"), UploadSource.FromBytes(bytes, "a.png"), UploadSource.FromStream(position, "a.png")])
            {
                calls = 0;
                await using var host = await FaultyHostAsync(fault);
                await using var services = Services(host);

                await services.GetRequiredService<ParhelionClient>().Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source);

                Assert.True(stored.TryDequeue(out var form));
                Assert.Equal((1, 2), (form.AsSpan().Count(bytes), calls));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Repetitions_of_a_handler_are_not_multiplied()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            Interlocked.Increment(ref calls);
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        await using var services = Services(host);
        var client = services.GetRequiredService<ParhelionClient>();

        foreach (var call in (Func<Task>[])[() => client.Apps.GetAppAsync("a"), () => client.Keys.CreateAppKeyAsync("a", "till"), () => UploadAsync(client)])
        {
            calls = 0;
            var refused = await Assert.ThrowsAsync<ParhelionException>(call);
            Assert.Equal((503, 4, 4), (refused.Status, calls, refused.Attempts));
            Assert.Contains("sent the request 4 times", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_earlier_request_of_a_handler_may_have_been_executed()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref calls) == 1 ? 500 : 404;
            return Task.CompletedTask;
        });
        await using var services = Services(host);

        var gone = await Assert.ThrowsAsync<ParhelionException>(() => services.GetRequiredService<ParhelionClient>().Apps.DeleteAppAsync("a"));

        Assert.Equal((404, true, 2), (gone.Status, gone.MayHaveBeenExecuted, gone.Attempts));
    }

    [Fact]
    public async Task Requests_of_a_handler_without_a_connection_were_not_executed()
    {
        var host = await StubHost.StartAsync(_ => Task.CompletedTask);
        await using var services = Services(host);
        var client = services.GetRequiredService<ParhelionClient>();
        await host.DisposeAsync();

        var lost = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.DeleteAppAsync("a"));

        Assert.Equal((null, false, 4), (lost.Status, lost.MayHaveBeenExecuted, lost.Attempts));
    }

    [Fact]
    public async Task A_time_limit_of_the_handler_is_a_failure_of_the_call()
    {
        var release = new TaskCompletionSource();
        await using var host = await StubHost.StartAsync(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            await release.Task;
        });
        await using var services = Services(host, options => (options.Retry.MaxRetryAttempts, options.AttemptTimeout.Timeout) = (1, TimeSpan.FromMilliseconds(100)));

        var late = await Assert.ThrowsAsync<ParhelionException>(() => UploadAsync(services.GetRequiredService<ParhelionClient>()));

        release.SetResult();
        Assert.Equal("Polly.Timeout.TimeoutRejectedException", late.InnerException!.GetType().FullName);
        Assert.Equal((null, true, true, 2), (late.Status, late.IsTransient, late.MayHaveBeenExecuted, late.Attempts));
    }

    [Fact]
    public async Task An_open_circuit_is_a_failure_that_was_not_executed()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var services = Services(host, options =>
        {
            options.Retry.ShouldHandle = _ => ValueTask.FromResult(false);
            (options.CircuitBreaker.MinimumThroughput, options.CircuitBreaker.FailureRatio) = (2, 0.1);
        });
        var client = services.GetRequiredService<ParhelionClient>();

        ParhelionException refused;
        do refused = await Assert.ThrowsAsync<ParhelionException>(() => UploadAsync(client));
        while (refused.Status is not null);

        Assert.Equal("Polly.CircuitBreaker.BrokenCircuitException", refused.InnerException!.GetType().FullName);
        Assert.Equal((true, false, 1), (refused.IsTransient, refused.MayHaveBeenExecuted, refused.Attempts));
    }

    private static Task<Attachment> UploadAsync(ParhelionClient client) => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, Files.Png, "a.png");

    // The first request goes wrong, all others are answered.
    private Task<StubHost> FaultyHostAsync(string fault) => StubHost.StartAsync(async http =>
    {
        if (Interlocked.Increment(ref calls) == 1)
        {
            if (fault is "cut" or "503 midway") await http.Request.Body.ReadExactlyAsync(new byte[100_000]);
            else await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.StatusCode = 503;
            if (fault == "cut") http.Abort();
            if (fault == "stall") await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        stored.Enqueue(body.ToArray());
        http.Response.StatusCode = 201;
        await http.Response.WriteAsync(Uploaded);
    });

    private static ServiceProvider Services(StubHost host, Action<HttpStandardResilienceOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler(options =>
        {
            (options.Retry.Delay, options.Retry.UseJitter) = (TimeSpan.FromMilliseconds(1), false);
            // Long enough for a busy machine to send 300 kB, short for the host that never answers.
            options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(3);
            options.CircuitBreaker.MinimumThroughput = 1000;
            configure?.Invoke(options);
        }));
        services.AddParhelionClient(options => (options.Host, options.Credentials) = (new Uri(host.Url), ParhelionCredentials.None));
        return services.BuildServiceProvider();
    }
}
