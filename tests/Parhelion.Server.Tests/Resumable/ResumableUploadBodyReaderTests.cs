using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Server.Uploads;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>The body of a request that another one ends: what arrives afterwards can still be read.</summary>
public sealed class ResumableUploadBodyReaderTests
{
    private readonly Pipe pipe = new();

    [Fact]
    public async Task What_arrives_after_a_cancelled_read_is_read_by_the_next_one()
    {
        var body = Body();
        using var stop = new CancellationTokenSource();
        var reading = body.ReadAsync(stop.Token).AsTask();

        await stop.CancelAsync();
        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(4, (await body.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length);
    }

    [Fact]
    public async Task Reads_may_be_cancelled_one_after_the_other()
    {
        var body = Body();
        for (var round = 0; round < 3; round++)
        {
            using var stop = new CancellationTokenSource();
            var reading = body.ReadAsync(stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        await pipe.Writer.WriteAsync("0123"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();

        var read = await body.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((4, false), (read.Buffer.Length, read.IsCanceled));
    }

    private ResumableUploadBodyReader Body()
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new PipeFeature(pipe.Reader));
        return new ResumableUploadBodyReader(http);
    }

    private sealed record PipeFeature(PipeReader Reader) : IRequestBodyPipeFeature;
}
