namespace Parhelion.Core.Uploading;

/// <summary>The properties that an upload request sets for the new attachment.</summary>
/// <param name="AppId">The app that will own the attachment.</param>
/// <param name="ConversationId">The conversation that the attachment is uploaded for; <c>null</c> for none.</param>
/// <param name="ForMessage">Whether the attachment is deleted with the last message that carries it.</param>
/// <param name="IsPrivate">Whether the attachment can be read only with credentials.</param>
public sealed record UploadProperties(string AppId, string? ConversationId, bool ForMessage, bool IsPrivate = false)
{
    /// <summary>The upload link that is used; <c>null</c> if the request has credentials.</summary>
    public UploadLinkLimits? Link { get; init; }

    /// <summary>Maximum size of the file in bytes that the upload link sets; <c>null</c> if only the limit of the server applies.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>The extensions that the upload link allows, without dots; <c>null</c> if the link allows all extensions that the server allows.</summary>
    public IReadOnlyCollection<string>? Extensions { get; init; }
}
