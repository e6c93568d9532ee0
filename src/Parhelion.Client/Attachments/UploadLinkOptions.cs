using Parhelion.Protocol;

namespace Parhelion;

/// <summary>What an upload link allows. All are optional.</summary>
public sealed record UploadLinkOptions
{
    /// <summary>What the files are for. With <see cref="AttachmentPurpose.Message"/> the server deletes them together with their message, conversation or
    /// user. Default: they stay until they are deleted.</summary>
    public AttachmentPurpose? Purpose { get; init; }

    /// <summary>Id of the conversation that the files belong to. The link ends with it. Default: none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Maximum size of a file in bytes. Default: the limit of the server.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Extensions that the link takes, without dots, such as <c>png</c>. Default: all that the server accepts.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>How many files can be uploaded, 1 to 100. Default: 1.</summary>
    public int? MaxUploads { get; init; }

    /// <summary>Lifetime of the link, 1 minute to 1 day. Default: 1 hour.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    internal UploadLinkBody ToBody(AttachmentAccess access) => new()
    {
        Access = access.ToString(),
        For = Purpose?.ToString(),
        ConversationId = ConversationId,
        MaxBytes = MaxBytes,
        Extensions = Extensions,
        MaxUploads = MaxUploads,
        ExpiresIn = (long?)ExpiresIn?.TotalSeconds,
    };
}
