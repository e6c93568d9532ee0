using System.Net;
using System.Net.Http.Headers;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A file whose second half is sent only when the test says so.</summary>
internal sealed class SlowContent : HttpContent
{
    private readonly byte[] bytes;
    private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlowContent(byte[] bytes)
    {
        this.bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue("image/png");
    }

    public void Finish() => finish.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        await stream.FlushAsync();
        await finish.Task;
        await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
