using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Adds the header <c>Content-MD5</c> to DeleteObjects requests, because many stores require this header and the SDK no longer sends it. All other
/// stores ignore the header.</summary>
internal sealed class ContentMd5Handler : PerAttemptHandler
{
    private const string Header = "Content-MD5";

    protected override void Prepare(IRequestContext context)
    {
        if (context.OriginalRequest is not DeleteObjectsRequest) return;
        var request = context.Request;
        request.Headers[Header] = Convert.ToBase64String(Hash(request));
    }

#pragma warning disable CA5351 // The S3 protocol prescribes MD5 as a checksum. Security does not depend on it.
    private static byte[] Hash(IRequest request)
    {
        if (request.ContentStream is not { } stream) return MD5.HashData(request.Content);
        var hash = MD5.HashData(stream);
        stream.Position = 0;
        return hash;
    }
#pragma warning restore CA5351
}
