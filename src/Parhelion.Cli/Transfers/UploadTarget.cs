namespace Parhelion.Cli.Transfers;

/// <summary>Where the new attachments of a command belong.</summary>
/// <param name="Host">Base URL of the API.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="Access">Who may read them.</param>
/// <param name="Purpose">What they are for; <c>null</c> for nothing special.</param>
/// <param name="ConversationId">Id of the conversation; <c>null</c> for none.</param>
internal sealed record UploadTarget(string Host, string AppId, string Access, string? Purpose, string? ConversationId)
{
    /// <summary>The properties that an upload is created with.</summary>
    public IReadOnlyList<string?> Properties => [Access, Purpose, ConversationId];
}
