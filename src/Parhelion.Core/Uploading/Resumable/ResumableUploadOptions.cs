namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Sets how long a resumable upload can be continued, and how many unfinished uploads an app may have.</summary>
public sealed record ResumableUploadOptions
{
    /// <summary>How long after its last byte an upload can be continued: <c>Uploads:ResumableAfter</c>.</summary>
    public TimeSpan ResumableAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an upload without any byte is kept. If <see cref="ResumableAfter"/> is shorter, that time applies. The time is short so that abandoned
    /// uploads do not use up <see cref="MaxOpen"/> for a day.</summary>
    public static readonly TimeSpan EmptyAfter = TimeSpan.FromHours(1);

    /// <summary>How many unfinished uploads an app may have: <c>Uploads:MaxOpen</c>. Each upload takes at most the size limit of a file on the disk or in the
    /// store, and no memory between its requests.</summary>
    public int MaxOpen { get; init; } = 1000;
}
