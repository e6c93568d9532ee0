using Parhelion.Core.Uploading.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>The properties that an upload request sets for the new attachment, and the limits that apply to the upload.</summary>
/// <param name="AppId">The app that will own the attachment.</param>
/// <param name="ConversationId">The conversation that the attachment is uploaded for; <c>null</c> for none.</param>
/// <param name="ForMessage">Whether the attachment is deleted with the last message that carries it.</param>
/// <param name="IsPrivate">Whether the attachment can be read only with credentials.</param>
public sealed record NewAttachmentProperties(string AppId, string? ConversationId, bool ForMessage, bool IsPrivate = false)
{
    /// <summary>The upload link that is used; <c>null</c> if the request has credentials.</summary>
    public UploadLinkLimits? Link { get; init; }

    /// <summary>Maximum size of the file in bytes that the upload link or the app sets; <c>null</c>: the limit of the server.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How many bytes the quota of the app leaves; <c>null</c>: it has no quota for bytes.</summary>
    public long? BytesLeft { get; init; }

    /// <summary>Whether the app has a quota for all of its attachments together.</summary>
    public bool HasQuota { get; init; }

    /// <summary>Which metadata is removed from the file. A resumable upload applies the setting of the app when it is completed.</summary>
    public MetadataRemovalLevel Removal { get; init; }

    /// <summary>The extensions that the upload link allows, without dots; <c>null</c>: all that the server allows.</summary>
    public IReadOnlyCollection<string>? Extensions { get; init; }

    /// <summary>The extensions that the app allows, without dots; <c>null</c>: all that the server allows.</summary>
    public IReadOnlyCollection<string>? AppExtensions { get; init; }

    /// <summary>Checks a length that the client announces.</summary>
    /// <exception cref="ProblemException">Status 413: the quota of the app leaves less.</exception>
    public void RequireQuota(long? length)
    {
        if (length > BytesLeft) throw new ProblemException(Problems.QuotaExceeded);
    }
}
