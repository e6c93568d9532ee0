namespace Parhelion.Core.Uploading;

/// <summary>The properties of a new attachment that the upload request sets.</summary>
/// <param name="AppId">The app that will own it.</param>
/// <param name="ConversationId">The conversation that it is uploaded for; <c>null</c> for none.</param>
/// <param name="ForMessage">Whether it is deleted with the last message that carries it.</param>
/// <param name="IsPrivate">Whether it can be read only with credentials.</param>
public sealed record UploadProperties(string AppId, string? ConversationId, bool ForMessage, bool IsPrivate = false);
