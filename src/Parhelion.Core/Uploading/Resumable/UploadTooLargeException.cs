using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when a file exceeds the size limit, by the length that the client states or by the bytes that arrive. The server answers with status
/// 413.</summary>
/// <param name="limit">Maximum size of the file in bytes.</param>
public sealed class UploadTooLargeException(long limit) : ProblemException(Problems.TooLarge("File", limit))
{
    /// <summary>Maximum size of the file in bytes.</summary>
    public long Limit => limit;
}
