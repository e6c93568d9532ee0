namespace Parhelion.Core.Catalog;

/// <summary>Pairs an attachment with its holder, which is the app, a conversation, or messages. An attachment stays live while it has a holder.</summary>
/// <param name="Row">The attachment.</param>
/// <param name="HeldBy"><see cref="App"/>, <see cref="Conversation"/>, or <see cref="Messages"/> if only messages hold it.</param>
public sealed record AttachmentWithHolder(AttachmentRow Row, string HeldBy)
{
    /// <summary>The app holds it.</summary>
    public const string App = "app";

    /// <summary>The conversation that it was uploaded for holds it.</summary>
    public const string Conversation = "conversation";

    /// <summary>Only messages hold it.</summary>
    public const string Messages = "messages";
}
