using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>attachments</c>. Each row describes an uploaded file, whose bytes are in the blob store.</summary>
public sealed record AttachmentRow
{
    /// <summary>Key of the blob, and the secret part of the media URL.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app that owns the attachment.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the conversation that the attachment was uploaded for; <c>null</c> for none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whether it was uploaded with <c>for=message</c>.</summary>
    public bool ForMessage { get; init; }

    /// <summary>Whether reading it requires authorization: credentials, a media token, a cookie or a signed link.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The cleaned file name, as in the media URL.</summary>
    public required string FileName { get; init; }

    /// <summary>Media type that the file type rules determined.</summary>
    public required string MediaType { get; init; }

    /// <summary>The charset that is sent with <see cref="MediaType"/>; <c>null</c> for none.</summary>
    public string? Charset { get; init; }

    /// <summary>Length of the blob in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the blob.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Size of an image or a film, and duration of a film or of sound, as far as they are known.</summary>
    public MediaDimensions Dimensions { get; init; }

    /// <summary>ThumbHash of its picture; empty if there can be no picture; <c>null</c> if that is not known. Only <see cref="AttachmentListQuery"/> reads it.</summary>
    public byte[]? Placeholder { get; init; }

    /// <summary>When the row was inserted, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The path part of the media URL.</summary>
    public MediaPath Path => new(AppId, ConversationId, Key, FileName);
}
