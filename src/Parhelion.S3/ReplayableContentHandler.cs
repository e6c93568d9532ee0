using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;

namespace Parhelion.S3;

/// <summary>Gives each attempt of a request its own stream over the same bytes. Without this handler, all attempts would share one stream. After a broken
/// connection, the last attempt may still read from this stream when the next attempt begins. The next attempt would then send only the remaining bytes, and
/// the store would refuse its signature.</summary>
internal sealed class ReplayableContentHandler : PerAttemptHandler
{
    protected override void Prepare(IRequestContext context)
    {
        // The SDK may have wrapped the stream.
        if (context.Request.ContentStream is { } given && WrapperStream.SearchWrappedStream(given, stream => stream is SpoolStream) is SpoolStream content)
        {
            context.Request.ContentStream = content.Reopen();
        }
    }
}
