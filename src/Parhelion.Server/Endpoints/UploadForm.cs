using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>The multipart form of an upload, read as a stream.</summary>
internal class UploadForm
{
    public static UploadForm Open(HttpRequest request, UploadOptions options) => throw new ProblemException(Problems.Unavailable);

    public virtual Task<IncomingFile> ReadFileAsync(CancellationToken cancellationToken) => throw new ProblemException(Problems.Unavailable);
}
