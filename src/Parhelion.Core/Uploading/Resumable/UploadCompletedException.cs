using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when a request appends bytes to an upload that is already complete. The server answers with status 409.</summary>
/// <param name="upload">The complete upload.</param>
public sealed class UploadCompletedException(ResumableUpload upload) : ProblemException(Problems.UploadCompleted)
{
    /// <summary>The complete upload.</summary>
    public ResumableUpload Upload => upload;
}
