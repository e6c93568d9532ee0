namespace Parhelion.Core.Uploading;

/// <summary>Describes an upload that was refused, with the values that the server knew at the time of the refusal.</summary>
/// <param name="AppId">Id of the app to which the file was uploaded.</param>
/// <param name="ConversationId">Id of the conversation to which the file was uploaded; <c>null</c> for none.</param>
public sealed record RefusedUpload(string AppId, string? ConversationId)
{
    /// <summary>The name of the file; <c>null</c>: the upload was refused before its name was read.</summary>
    public string? FileName { get; init; }

    /// <summary>Size of the file in bytes; <c>null</c>: not all bytes had come, and the client had not announced how many.</summary>
    public long? Size { get; init; }

    /// <summary>The type of the bytes; <c>null</c>: the first bytes were not read.</summary>
    public string? MediaType { get; init; }
}
