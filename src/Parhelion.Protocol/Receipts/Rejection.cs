namespace Parhelion;

/// <summary>The record that an upload was refused as malware, or because of the quota of the app. It has no bytes of the file. An extension of Parhelion.</summary>
public sealed record Rejection
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Why it was refused: one of <see cref="RejectionReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The conversation that the file was to belong to; absent for none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The name of the file; absent if the upload was refused before its name was read.</summary>
    public string? FileName { get; init; }

    /// <summary>Size of the file in bytes; absent if it was not known.</summary>
    public long? Size { get; init; }

    /// <summary>The type of the bytes; absent if it was not known.</summary>
    public string? MediaType { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal; only of malware.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The name that the scanner gives to the malware; only of malware.</summary>
    public string? Signature { get; init; }

    /// <summary>Time at which the upload was refused.</summary>
    public required DateTimeOffset RejectedAt { get; init; }
}
