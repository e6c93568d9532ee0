using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Tests.Wire;

/// <summary>The server wakes readers when it is told to stop: those of a body are not to notice.</summary>
public sealed class ThreadPoolRequestBodyReaderTests
{
    private readonly Pipe pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Reader_who_is_woken_waits_for_the_rest_of_what_was_asked_for()
    {
        var body = Body();
        var reading = body.ReadAtLeastAsync(10, TestContext.Current.CancellationToken).AsTask();
        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);

        pipe.Reader.CancelPendingRead();
        await pipe.Writer.WriteAsync("456789"u8.ToArray(), TestContext.Current.CancellationToken);

        var read = await reading;
        Assert.Equal((10, false, false), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
    }

    [Fact]
    public async Task Reader_who_is_woken_with_enough_has_it()
    {
        var body = Body();
        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);
        pipe.Reader.CancelPendingRead();

        var read = await body.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((4, false, false), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
    }

    [Fact]
    public async Task Reader_who_is_woken_hears_of_the_end()
    {
        var body = Body();
        var reading = body.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        pipe.Reader.CancelPendingRead();
        await pipe.Writer.CompleteAsync();

        var read = await reading;

        Assert.Equal((0, false, true), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
    }

    [Fact]
    public async Task Body_that_brings_no_byte_for_too_long_ends_with_408_however_often_its_reader_is_woken()
    {
        var body = Body();
        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);
        var reading = body.ReadAtLeastAsync(10, TestContext.Current.CancellationToken).AsTask();
        for (var second = 0; second < 29; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            pipe.Reader.CancelPendingRead();
        }

        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(408, (await Assert.ThrowsAsync<ProblemException>(() => reading)).Status);
        await Assert.ThrowsAsync<ProblemException>(async () => await body.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_byte_begins_the_time_anew()
    {
        var body = Body();
        var reading = body.ReadAtLeastAsync(10, TestContext.Current.CancellationToken).AsTask();
        for (var bytes = 0; bytes < 9; bytes++)
        {
            await pipe.Writer.WriteAsync("0"u8.ToArray(), TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.False(reading.IsCompleted);
        await pipe.Writer.WriteAsync("0"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(10, (await reading).Buffer.Length);
    }

    private ThreadPoolRequestBodyReader Body() =>
        new(pipe.Reader, new DefaultHttpContext(), new RequestBodyIdleTimeout(TimeSpan.FromSeconds(30), new Lifetime(), clock));

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
