namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The values that a client sends to create a resumable upload.</summary>
/// <param name="Properties">The properties of the new attachment.</param>
/// <param name="FileName">The name as the client sent it.</param>
/// <param name="KeyId">Id of the API key of the caller, or of the key that signed the upload link. If this key is deleted, the upload ends.</param>
public sealed record NewResumableUpload(NewAttachmentProperties Properties, string FileName, string KeyId)
{
    /// <summary>Size of the whole file in bytes; <c>null</c> if it is not known yet.</summary>
    public long? Length { get; init; }

    /// <summary>Number of bytes that come with the request; <c>null</c>: not known.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The <c>Upload-Metadata</c> of tus as the client sent it, at most 4 KB; <c>null</c> for none.</summary>
    public string? Metadata { get; init; }
}
