namespace Parhelion;

/// <summary>The record that an attachment was deleted. It contains nothing of the file's content, its name or the people involved. An extension
/// of Parhelion.</summary>
public sealed record Receipt
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the path of the media URL (from <c>/apps/</c> on, percent-encoded as the URL was), in lower-case hexadecimal.</summary>
    public required string MediaUrlHash { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The reason of the deletion: one of <see cref="ReceiptReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Id of the key whose call deleted the attachment, or <c>server</c> if a time limit did.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Time at which the deletion was requested. The file cannot be read from then on.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Time at which the bytes were erased; absent until then.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Time at which every cache in front of the server had confirmed the last purge of the file; absent until then, and if no cache is
    /// configured.</summary>
    public DateTimeOffset? PurgedAt { get; init; }
}
