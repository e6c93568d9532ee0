namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>refusals</c>. Each row describes an upload that was refused. A property is <c>null</c> if its value was not known
/// when the upload was refused.</summary>
/// <param name="Id">Id of the refusal.</param>
/// <param name="AppId">Id of the app of the upload.</param>
/// <param name="ConversationId">Id of the conversation that the file was uploaded for.</param>
/// <param name="Reason">One of <see cref="RejectionReasons"/>.</param>
/// <param name="FileName">The cleaned name of the file.</param>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="MediaType">Media type of the file.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Signature">The name that the scanner gives to the malware.</param>
/// <param name="RefusedAt">When the upload was refused.</param>
public sealed record RefusedUploadRow(
    string Id, string AppId, string? ConversationId, string Reason, string? FileName, long? Size, string? MediaType, byte[]? Sha256, string? Signature,
    DateTimeOffset RefusedAt);
