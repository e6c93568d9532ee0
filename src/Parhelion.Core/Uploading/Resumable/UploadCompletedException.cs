using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>409: a request appends to an upload that is complete.</summary>
/// <param name="upload">The complete upload.</param>
public sealed class UploadCompletedException(ResumableUpload upload) : ProblemException(Problems.UploadCompleted)
{
    /// <summary>The complete upload.</summary>
    public ResumableUpload Upload => upload;
}
