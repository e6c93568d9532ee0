using System.Net;

namespace Parhelion.Cli.Connections;

/// <summary>Sends the body of a request, and restarts a time limit with each part of it. While the body is read, from a slow pipe for example, the time
/// does not run.</summary>
internal sealed class IdleLimitedContent : HttpContent
{
    private const int BufferSize = 64 * 1024;

    private readonly HttpContent inner;
    private readonly IdleLimit limit;

    public IdleLimitedContent(HttpContent inner, IdleLimit limit)
    {
        (this.inner, this.limit) = (inner, limit);
        foreach (var (name, values) in inner.Headers) Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var body = await inner.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferSize];
        for (; ; )
        {
            limit.Pause();
            var count = await body.ReadAsync(buffer, cancellationToken);
            limit.Restart();
            if (count == 0) return;
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
