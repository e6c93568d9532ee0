using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>resumable_uploads</c>. Each row describes an upload whose bytes come in several requests.</summary>
public sealed record ResumableUploadRow
{
    /// <summary>The unguessable part of the URL of the upload: 24 characters, made like a <see cref="BlobKey"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Key of the partial blob, and later of the attachment.</summary>
    public required BlobKey Key { get; init; }

    /// <summary>Id of the app that will own the attachment.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the conversation that the attachment is uploaded for; <c>null</c> for none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Whether the attachment is deleted with the last message that carries it.</summary>
    public bool ForMessage { get; init; }

    /// <summary>Whether reading the attachment requires authorization.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Id of the API key that created the upload, or that signed its upload link.</summary>
    public required string KeyId { get; init; }

    /// <summary>Id of the upload link that was used; <c>null</c> for none.</summary>
    public string? LinkId { get; init; }

    /// <summary>How many attachments the upload link allows.</summary>
    public int? LinkUploads { get; init; }

    /// <summary>When the upload link expires.</summary>
    public DateTimeOffset? LinkExpiresAt { get; init; }

    /// <summary>The cleaned file name; empty once the upload is complete or gone.</summary>
    public required string FileName { get; init; }

    /// <summary>The <c>Upload-Metadata</c> of tus as the client sent it; <c>null</c> for none, and once the upload is complete or gone.</summary>
    public string? Metadata { get; init; }

    /// <summary>Maximum size of the file in bytes.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Size of the whole file in bytes; <c>null</c> if the client has not told it yet.</summary>
    public long? Length { get; init; }

    /// <summary>Number of bytes that are stored. It never decreases.</summary>
    public required long Received { get; init; }

    /// <summary>Where the store keeps the bytes (<see cref="PartialBlobState.Parts"/>).</summary>
    public string? Parts { get; init; }

    /// <summary>A number that increases each time a request takes over the upload. A request may change the row only while the row has the number that the
    /// request set.</summary>
    public required long Epoch { get; init; }

    /// <summary>Whether a request is appending bytes, or was appending bytes when its node stopped.</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether bytes can be appended.</summary>
    public ResumableUploadState State { get; init; }

    /// <summary>When the upload was created, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the upload is given up; later with each byte that is stored. For an upload that is complete or gone: when the row is deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The recorded state of the partial blob.</summary>
    public PartialBlobState Partial => new(Received, Parts) { IsContinued = Epoch > 1 };
}
