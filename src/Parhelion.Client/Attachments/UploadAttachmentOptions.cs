namespace Parhelion;

/// <summary>The options of an upload. All are optional.</summary>
public sealed record UploadAttachmentOptions
{
    /// <summary>What the file is for. With <see cref="AttachmentPurpose.Message"/> the server deletes it together with its message, conversation or
    /// user. Default: it stays until it is deleted.</summary>
    public AttachmentPurpose? Purpose { get; init; }

    /// <summary>Id of the conversation that the file belongs to. Default: none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Receives the progress, at most every 100 ms and once at the end. An exception of the handler ends the upload and goes to the
    /// caller.</summary>
    public IProgress<UploadProgress>? Progress { get; init; }

    /// <summary>The client calls this as soon as the server has created a resumable upload, before it sends the file. If the upload is on another host
    /// than the API, the client first asks there whether it exists. Store the upload to continue it
    /// with <see cref="ResumeFrom"/> after a cancellation or in another process. The client calls it again if it must begin anew. An exception of
    /// the handler ends the upload and goes to the caller. It is not called for files that are sent as a form.</summary>
    public Action<ResumableUpload>? ResumableUploadCreated { get; init; }

    /// <summary>An earlier upload of the same bytes, which this call continues. The source must be able to seek, and must have the same length. If the
    /// server does not know the upload any more, or it is of no use, the client begins anew. Its URL must be https if the API is. Default:
    /// none.</summary>
    /// <remarks>The server keeps the properties that the upload was created with: app, access, purpose, conversation and file name. Those of this
    /// call count only if the client begins anew.</remarks>
    public ResumableUpload? ResumeFrom { get; init; }
}
