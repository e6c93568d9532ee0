namespace Parhelion;

/// <summary>How many attachments an app has, how many bytes they take, and what happened in the last 90 days. An extension of Parhelion.</summary>
public sealed record AttachmentUsage
{
    /// <summary>Number of attachments. After a large deletion it goes down within seconds, as the server deletes their rows.</summary>
    public required long Count { get; init; }

    /// <summary>Size of all attachments in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Largest number of attachments that the app may have; absent: no limit.</summary>
    public long? QuotaCount { get; init; }

    /// <summary>Largest size of all attachments of the app in bytes; absent: no limit.</summary>
    public long? QuotaBytes { get; init; }

    /// <summary>The attachments by media type, those with the most bytes first.</summary>
    public IReadOnlyList<MediaTypeUsage> ByMediaType { get; init; } = [];

    /// <summary>The uploads and deletions by day (UTC), oldest first. Days without any are left out.</summary>
    public IReadOnlyList<DailyUsage> ByDay { get; init; } = [];
}
