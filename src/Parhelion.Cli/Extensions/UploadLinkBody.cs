namespace Parhelion.Cli.Extensions;

/// <summary>What an upload link allows.</summary>
internal sealed record UploadLinkBody
{
    public required string Access { get; init; }

    public string? For { get; init; }

    public string? ConversationId { get; init; }

    public long? MaxBytes { get; init; }

    public IReadOnlyList<string>? Extensions { get; init; }

    public int? MaxUploads { get; init; }

    /// <summary>Lifetime in seconds.</summary>
    public long? ExpiresIn { get; init; }
}
