using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;

namespace Parhelion.S3;

/// <summary>Gives each attempt a stream of its own. When a connection breaks, the SDK begins the next attempt while the last one may still be reading, and
/// takes what is left of the stream for its length: the store then refuses the signature, and an upload that could be repeated fails.</summary>
internal sealed class ReplayableContentHandler : PerAttemptHandler
{
    protected override void Prepare(IRequestContext context)
    {
        // The SDK wraps what it was given.
        if (context.Request.ContentStream is { } given && WrapperStream.SearchWrappedStream(given, stream => stream is SpoolStream) is SpoolStream content)
        {
            context.Request.ContentStream = content.Again();
        }
    }
}
