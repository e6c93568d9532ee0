using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Describes the state of a resumable upload for its client.</summary>
public sealed record ResumableUpload
{
    /// <summary>The unguessable part of the URL of the upload.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app that will own the attachment.</summary>
    public required string AppId { get; init; }

    /// <summary>Number of bytes that are stored. The next append begins here.</summary>
    public required long Offset { get; init; }

    /// <summary>Size of the whole file in bytes; <c>null</c> if the client has not told it yet.</summary>
    public long? Length { get; init; }

    /// <summary>Maximum size of the file in bytes.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>The <c>Upload-Metadata</c> of tus as the client sent it; <c>null</c> for none, and once the upload is complete.</summary>
    public string? Metadata { get; init; }

    /// <summary>Until when the upload can be continued or asked for.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether all bytes came and the attachment was stored.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The attachment of a complete upload; <c>null</c> before, and if the attachment was deleted.</summary>
    public AttachmentRow? Attachment { get; init; }
}
