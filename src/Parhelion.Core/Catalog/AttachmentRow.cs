using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Catalog;

/// <summary>What is known of a living attachment.</summary>
public sealed record AttachmentRow
{
    /// <summary>Names the blob and the media URL.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>The app that owns it.</summary>
    public required string AppId { get; init; }

    /// <summary>The conversation that it was uploaded for.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whether it was uploaded with <c>for=message</c>.</summary>
    public bool ForMessage { get; init; }

    /// <summary>Whether it is read with credentials only.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The cleaned name, as in the media URL.</summary>
    public required string FileName { get; init; }

    /// <summary>Media type found by the file rules.</summary>
    public required string MediaType { get; init; }

    /// <summary>The charset that is claimed with <see cref="MediaType"/>; null when none is.</summary>
    public string? Charset { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>When the upload was recorded, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The path of the media URL.</summary>
    public MediaPath Path => new(AppId, ConversationId, Key, FileName);
}

/// <summary>What the ledger needs to know of an attachment that has just left the living.</summary>
public sealed record RemovedRow(BlobKey Key, string AppId, string? ConversationId, string FileName, long Size);

/// <summary>An attachment that a dead conversation has held.</summary>
/// <param name="Key">The blob.</param>
/// <param name="AppId">Its app.</param>
/// <param name="IsCarried">Whether a message carries it.</param>
public sealed record ConversationAttachmentRow(BlobKey Key, string AppId, bool IsCarried);
