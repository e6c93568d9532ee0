using System.IO.Pipelines;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Tests.Wire;

/// <summary>The server wakes readers when it is told to stop: those of a body are not to notice.</summary>
public sealed class PooledBodyTests
{
    private readonly Pipe pipe = new();

    [Fact]
    public async Task Reader_who_is_woken_waits_for_the_rest_of_what_was_asked_for()
    {
        var body = new PooledBody(pipe.Reader);
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
        var body = new PooledBody(pipe.Reader);
        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);
        pipe.Reader.CancelPendingRead();

        var read = await body.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((4, false, false), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
    }

    [Fact]
    public async Task Reader_who_is_woken_hears_of_the_end()
    {
        var body = new PooledBody(pipe.Reader);
        var reading = body.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        pipe.Reader.CancelPendingRead();
        await pipe.Writer.CompleteAsync();

        var read = await reading;

        Assert.Equal((0, false, true), (read.Buffer.Length, read.IsCanceled, read.IsCompleted));
    }
}
