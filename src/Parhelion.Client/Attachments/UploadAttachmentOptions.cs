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
}
