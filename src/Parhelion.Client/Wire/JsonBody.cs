using System.Net;
using System.Net.Http.Headers;

namespace Parhelion.Client.Wire;

/// <summary>The JSON body of a request. Counts how often it is sent.</summary>
internal sealed class JsonBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> json;
    private readonly SendState state;

    public JsonBody(ReadOnlyMemory<byte> json, SendState state)
    {
        (this.json, this.state) = (json, state);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        state.CountContent();
        return stream.WriteAsync(json, cancellationToken).AsTask();
    }
}
