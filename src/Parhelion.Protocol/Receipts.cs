namespace Parhelion.Protocol;

/// <summary>What is kept of an attachment that was deleted. An extension of Parhelion; it holds nothing of the file, its name or its people.</summary>
public sealed record Receipt
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the path of the media URL (from <c>/apps/</c> on, percent-encoded as the URL was), in lower-case hexadecimal.</summary>
    public required string MediaUrlHash { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Size { get; init; }

    /// <summary>Why it was deleted; one of <see cref="ReceiptReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Id of the key whose call deleted it, or <c>server</c> when a rule of time did.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When the deletion was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When its bytes were erased; absent as long as they are not. They cannot be read from <see cref="RequestedAt"/> on.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>When every cache in front of the server had been told to drop it for the last time; absent as long as that is not so, and when no
    /// cache is configured.</summary>
    public DateTimeOffset? PurgedAt { get; init; }
}

/// <summary>Why an attachment was deleted.</summary>
public static class ReceiptReasons
{
    /// <summary>Somebody removed it by its media URL.</summary>
    public const string Removed = "removed";

    /// <summary>Its message was deleted, alone or with all messages of the conversation.</summary>
    public const string MessageDeleted = "message_deleted";

    /// <summary>Its conversation was deleted.</summary>
    public const string ConversationDeleted = "conversation_deleted";

    /// <summary>Its user was deleted.</summary>
    public const string UserDeleted = "user_deleted";

    /// <summary>Its app was deleted.</summary>
    public const string AppDeleted = "app_deleted";

    /// <summary>Its conversation was idle for longer than the app keeps messages.</summary>
    public const string Retention = "retention";

    /// <summary>It was uploaded for a message, and no message used it in time.</summary>
    public const string Unused = "unused";
}

/// <summary>One page of receipts, oldest first.</summary>
public sealed record ReceiptListResponse(IReadOnlyList<Receipt> Receipts, PageMeta Meta, PageLinks? Links);
