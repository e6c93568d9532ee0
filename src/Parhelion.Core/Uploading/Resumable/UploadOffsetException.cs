using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when the bytes of a request do not begin where the stored bytes of the upload end. The server stores no byte of this request, and answers
/// with status 409.</summary>
/// <param name="expected">Number of bytes that are stored.</param>
/// <param name="provided">The offset of the request.</param>
public sealed class UploadOffsetException(long expected, long provided) : ProblemException(Problems.UploadOffsetMismatch(expected, provided))
{
    /// <summary>Number of bytes that are stored.</summary>
    public long Expected => expected;

    /// <summary>The offset of the request.</summary>
    public long Provided => provided;
}
