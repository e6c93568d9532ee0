namespace Parhelion.Core.Catalog;

/// <summary>Represents an upload that was refused. What was not known when it was refused is <c>null</c>.</summary>
/// <param name="Id">Id of the refusal.</param>
/// <param name="AppId">The app of the upload.</param>
/// <param name="ConversationId">The conversation that the file was to belong to.</param>
/// <param name="Reason">One of <see cref="RejectionReasons"/>.</param>
/// <param name="FileName">The cleaned name of the file.</param>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="MediaType">The type of the bytes.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Signature">The name that the scanner gives to the malware.</param>
/// <param name="RefusedAt">When it was refused.</param>
public sealed record RefusalRow(
    string Id, string AppId, string? ConversationId, string Reason, string? FileName, long? Size, string? MediaType, byte[]? Sha256, string? Signature,
    DateTimeOffset RefusedAt);
