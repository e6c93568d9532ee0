using Amazon.Runtime;
using Amazon.Runtime.Internal.Util;

namespace Parhelion.S3;

/// <summary>Gives each attempt of a request its own stream over the same bytes. Without it, after a broken connection, the SDK starts the next attempt while
/// the last one may still read the stream. The next attempt would send only the rest, and the store would refuse its signature.</summary>
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
