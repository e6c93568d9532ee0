using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Cli.Extensions;

/// <summary>An attachment in a list. Fields that are not printed as text are kept for JSON.</summary>
internal sealed record AttachmentDetails
{
    public required string Id { get; init; }

    public required string MediaUrl { get; init; }

    public string? MediaType { get; init; }

    public string? FileName { get; init; }

    public long? Size { get; init; }

    public string? Sha256 { get; init; }

    public string? Access { get; init; }

    public string? ConversationId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
