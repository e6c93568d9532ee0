using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>An attachment with its properties, as lists show it. An extension of Parhelion.</summary>
public sealed record AttachmentDetails
{
    /// <summary>Id: 24 lower-case hexadecimal characters. Ids sort by the time of the upload.</summary>
    public required string Id { get; init; }

    /// <summary>URL of the file. Opaque: do not parse or construct it.</summary>
    public required string MediaUrl { get; init; }

    /// <summary>Media type that the server detected from the bytes.</summary>
    public required string MediaType { get; init; }

    /// <summary>File name, as in the media URL but not encoded.</summary>
    public required string FileName { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Width of an image or a film in pixels, as it is shown; absent if it is not known.</summary>
    public int? Width { get; init; }

    /// <summary>Height of an image or a film in pixels, as it is shown; absent if it is not known.</summary>
    public int? Height { get; init; }

    /// <summary>Duration of a film or of sound in seconds, such as 12.48; absent if it is not known.</summary>
    public double? Duration { get; init; }

    /// <summary>URLs of pictures of the attachment by their names, such as <c>thumbnail</c> and <c>preview</c>; absent if there are none.</summary>
    public IReadOnlyDictionary<string, string>? Renditions { get; init; }

    /// <summary>A picture of very few details to show until a rendition is loaded: a ThumbHash of at most 25 bytes, in JSON as base64. Absent if there is
    /// none.</summary>
    public ReadOnlyMemory<byte>? Placeholder { get; init; }

    /// <summary>Who may read it: <c>public</c> or <c>private</c>.</summary>
    public required string Access { get; init; }

    /// <summary><c>message</c> if it was uploaded with <c>for=message</c>; absent otherwise.</summary>
    [JsonPropertyName("for")]
    public string? Purpose { get; init; }

    /// <summary>Id of the conversation that it was uploaded for; absent if there is none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Time at which the upload was complete.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What keeps the attachment from being deleted; absent in lists.</summary>
    public AttachmentHolders? HeldBy { get; init; }
}
