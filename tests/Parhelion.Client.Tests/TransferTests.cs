using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Transfers over connections that break and stand still.</summary>
public sealed class TransferTests
{
    private const string Uploaded = """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""";

    [Fact]
    public async Task An_upload_that_breaks_midway_is_made_again()
    {
        var calls = 0;
        await using var host = await StubHost.StartAsync(async http =>
        {
            if (++calls == 1)
            {
                await http.Request.Body.ReadExactlyAsync(new byte[100_000]);
                http.Abort();
                return;
            }

            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.StatusCode = 201;
            await http.Response.WriteAsync(Uploaded);
        });
        using var client = Client(host, options => options.ResumableUploadThreshold = long.MaxValue);

        await client.Attachments.UploadAttachmentAsync("a", "public", UploadSource.FromBytes(Files.PngOf(20_000_000), "a.png"));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task An_upload_whose_answer_is_lost_is_not_made_again()
    {
        var calls = 0;
        await using var host = await StubHost.StartAsync(async http =>
        {
            calls++;
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Abort();
        });
        using var client = Client(host);

        var lost = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", "public", Files.Picture()));

        Assert.Equal((1, null, true, true), (calls, lost.Status, lost.IsTransient, lost.MayHaveBeenExecuted));
    }

    [Fact]
    public async Task Nobody_listening_is_tried_again_and_then_told()
    {
        string url;
        await using (var host = await StubHost.StartAsync(http => Task.CompletedTask)) url = host.Url;
        using var client = new ParhelionClient(new ParhelionClientOptions
        {
            Host = new Uri(url),
            Credentials = ParhelionCredentials.None,
            RetryDelay = TimeSpan.FromMilliseconds(1),
        });

        var lost = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", "public", UploadSource.FromStream(new OneWay(Files.Png), "a.png")));

        Assert.Equal((null, true, false, 4), (lost.Status, lost.IsTransient, lost.MayHaveBeenExecuted, lost.Attempts));
        Assert.Contains($"no connection to {url}", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_that_breaks_goes_on_where_it_broke()
    {
        var bytes = Files.PngOf(1_000_000);
        List<string> ranges = [];
        using var destination = new WatchedStream();
        await using var host = await StubHost.StartAsync(async http =>
        {
            ranges.Add($"{http.Request.Headers.Range} {http.Request.Headers.IfRange}".Trim());
            var start = ranges.Count == 1 ? 0 : int.Parse(http.Request.Headers.Range.ToString()[6..].Split('-')[0], CultureInfo.InvariantCulture);
            http.Response.Headers.ETag = "\"1\"";
            http.Response.ContentLength = bytes.Length - start;
            if (start > 0)
            {
                http.Response.StatusCode = 206;
                http.Response.Headers.ContentRange = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
            }

            // Three times it breaks off.
            var end = ranges.Count < 4 ? start + 200_000 : bytes.Length;
            await http.Response.Body.WriteAsync(bytes.AsMemory(start, end - start));
            await http.Response.Body.FlushAsync();
            if (end == bytes.Length) return;
            await destination.HasAsync(end);
            http.Abort();
        });
        using var client = Client(host, options => options.MaxRetries = 1);

        var count = await client.Attachments.DownloadToAsync($"{host.Url}/a.png", destination);

        Assert.Equal(bytes.Length, count);
        Assert.Equal(bytes, destination.ToArray());
        Assert.Equal(4, ranges.Count);
        Assert.All(ranges[1..], range => Assert.Matches("^bytes=[1-9][0-9]*- \"1\"$", range));
    }

    [Fact]
    public async Task A_download_of_a_file_that_changes_fails()
    {
        var calls = 0;
        using var destination = new WatchedStream();
        await using var host = await StubHost.StartAsync(async http =>
        {
            http.Response.Headers.ETag = $"\"{++calls}\"";
            http.Response.ContentLength = 10;
            await http.Response.Body.WriteAsync(new byte[calls == 1 ? 5 : 10]);
            await http.Response.Body.FlushAsync();
            if (calls > 1) return;
            await destination.HasAsync(5);
            http.Abort();
        });
        using var client = Client(host);

        var changed = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadToAsync($"{host.Url}/a.png", destination));

        Assert.Contains("changed", changed.Message, StringComparison.Ordinal);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_range_that_the_server_does_not_give_is_not_written_in_its_place()
    {
        await using var host = await StubHost.StartAsync(http => http.Response.WriteAsync("0123456789"));
        using var client = Client(host);
        var destination = new MemoryStream();

        await Assert.ThrowsAsync<ParhelionException>(
            () => client.Attachments.DownloadToAsync($"{host.Url}/a.png", destination, new DownloadOptions { Offset = 5 }));

        Assert.Equal(0, destination.Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(null)]
    public async Task A_whole_file_in_place_of_a_range_from_its_beginning_is_not_written(int? length)
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.ContentLength = length;
            return http.Response.WriteAsync("0123456789");
        });
        using var client = Client(host);
        var destination = new MemoryStream();

        await Assert.ThrowsAsync<ParhelionException>(
            () => client.Attachments.DownloadToAsync($"{host.Url}/a.png", destination, new DownloadOptions { Length = 5 }));

        Assert.Equal(0, destination.Length);
    }

    // Without the end of the chunked body the client cannot know that it has all bytes, unless it has asked for so many.
    [Fact]
    public async Task A_connection_that_breaks_behind_the_last_byte_has_delivered_the_range()
    {
        var calls = 0;
        using var destination = new WatchedStream();
        await using var host = await StubHost.StartAsync(async http =>
        {
            calls++;
            http.Response.StatusCode = 206;
            http.Response.Headers.ETag = "\"1\"";
            http.Response.Headers.ContentRange = "bytes 0-4/10";
            await http.Response.WriteAsync("01234");
            await http.Response.Body.FlushAsync();
            await destination.HasAsync(5);
            http.Abort();
        });
        using var client = Client(host, options => options.MaxRetries = 1);

        var count = await client.Attachments.DownloadToAsync($"{host.Url}/a.png", destination, new DownloadOptions { Length = 5 });

        Assert.Equal((5, 1), (count, calls));
    }

    [Theory]
    [InlineData("attachment; filename=\"..\"")]
    [InlineData("attachment; filename=\".\"")]
    public async Task A_name_that_is_no_name_of_a_file_is_none(string disposition)
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.Headers.ContentDisposition = disposition;
            return http.Response.WriteAsync("x");
        });
        using var client = Client(host);

        using var download = await client.Attachments.DownloadAsync($"{host.Url}/a.png");

        Assert.Null(download.FileName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wait_between_two_attempts_has_an_end(bool isLongest) => Assert.Throws<ArgumentException>(() => new ParhelionClient(new ParhelionClientOptions
    {
        Host = new Uri("http://127.0.0.1"),
        Credentials = ParhelionCredentials.None,
        RetryDelay = isLongest ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan,
        MaxRetryDelay = isLongest ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1),
    }));

    [Fact]
    public async Task A_call_without_an_answer_ends_in_time()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var host = await StubHost.StartAsync(http =>
        {
            arrived.TrySetResult();
            return release.Task;
        });
        var clock = new FakeTimeProvider();
        using var client = Client(host, options => (options.TimeProvider, options.MaxRetries) = (clock, 0));

        var call = client.Apps.GetAppAsync("a");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));

        var late = await Assert.ThrowsAsync<ParhelionException>(() => call);
        Assert.IsType<TimeoutException>(late.InnerException);
        Assert.Equal((null, true), (late.Status, late.IsTransient));
        release.SetResult();
    }

    [Fact]
    public async Task A_slow_upload_is_not_cut_and_one_that_stands_still_is()
    {
        var clock = new FakeTimeProvider();
        var release = new TaskCompletionSource();
        var received = new SemaphoreSlim(0);
        await using var host = await StubHost.StartAsync(async http =>
        {
            var buffer = new byte[64 * 1024];
            while (await http.Request.Body.ReadAsync(buffer) > 0) received.Release();
            received.Release();
            await release.Task;
        });
        using var client = Client(host, options => (options.TimeProvider, options.MaxRetries) = (clock, 0));
        using var source = new SlowStream(Files.PngOf(500_000), received, clock);

        var call = client.Attachments.UploadAttachmentAsync("a", "public", UploadSource.FromStream(source, "a.png"));
        await source.Done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(source.Waited > TimeSpan.FromMinutes(3), "It was not slow.");
        await received.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(61));
            await Task.Yield();
        }

        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<ParhelionException>(() => call)).InnerException);
        release.SetResult();
    }

    private static ParhelionClient Client(StubHost host, Action<ParhelionClientOptions>? configure = null)
    {
        var options = new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.None, RetryDelay = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        return new ParhelionClient(options);
    }

    // Tells when bytes have arrived, so that a host breaks off after them and not before.
    private sealed class WatchedStream : MemoryStream
    {
        private readonly SemaphoreSlim written = new(0);

        public async Task HasAsync(long count)
        {
            while (Length < count) Assert.True(await written.WaitAsync(TimeSpan.FromSeconds(30)), "The bytes do not arrive.");
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await base.WriteAsync(buffer, cancellationToken);
            written.Release();
        }
    }

    // 50 seconds of the clock pass with each of its reads, which is less than the limit; together they are more.
    private sealed class SlowStream(byte[] bytes, SemaphoreSlim received, FakeTimeProvider clock) : MemoryStream(bytes)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TimeSpan Waited { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 0)
            {
                Assert.True(await received.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken));
                clock.Advance(TimeSpan.FromSeconds(50));
                Waited += TimeSpan.FromSeconds(50);
            }

            var count = await base.ReadAsync(buffer[..Math.Min(buffer.Length, 100_000)], cancellationToken);
            if (Position == Length) Done.TrySetResult();
            return count;
        }
    }
}
