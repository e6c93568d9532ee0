using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>413: the file is, or would be, larger than it may be.</summary>
/// <param name="limit">Maximum size of the file in bytes.</param>
public sealed class UploadTooLargeException(long limit) : ProblemException(Problems.TooLarge("File", limit))
{
    /// <summary>Maximum size of the file in bytes.</summary>
    public long Limit => limit;
}
