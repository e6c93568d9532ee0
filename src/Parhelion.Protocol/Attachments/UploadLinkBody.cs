namespace Parhelion.Protocol;

/// <summary>Body of <c>POST …/attachments/uploadLinks</c>, an extension of Parhelion: what the link allows.</summary>
public sealed record UploadLinkBody
{
    /// <summary>Who may read the files: <c>public</c> or <c>private</c>. May be left out if the uploads of the app are private by default.</summary>
    public string? Access { get; init; }

    /// <summary><c>message</c>: the files are deleted with their message, conversation or user.</summary>
    public string? For { get; init; }

    /// <summary>Id of the conversation that the files belong to. The link ends with it.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Maximum size of a file in bytes, at most the limit of the server. Default: the limit of the server.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>1 to 100 extensions without a dot, of at most 1,000 characters together. The server must accept them. Default: all that it accepts.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>How many files can be uploaded, 1 to 100. Default: 1.</summary>
    public int? MaxUploads { get; init; }

    /// <summary>Lifetime in seconds, 60 to 86,400 (1 day). Default: 3,600.</summary>
    public long? ExpiresIn { get; init; }
}
