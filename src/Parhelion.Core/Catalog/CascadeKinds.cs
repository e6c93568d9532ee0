namespace Parhelion.Core.Catalog;

/// <summary>Names the kinds of cascades (<see cref="CascadeRow"/>). The kind of a cascade says what the cascade deletes.</summary>
public static class CascadeKinds
{
    /// <summary>Everything that belongs to an app.</summary>
    public const string App = "app";

    /// <summary>The personal conversations and the clients of a user, the user's messages in other conversations, and the user's participation in
    /// them.</summary>
    public const string User = "user";

    /// <summary>The messages, attachments, participants, client associations and conversion events of a conversation.</summary>
    public const string Conversation = "conversation";

    /// <summary>The messages of a conversation from before its current epoch. Deleting all messages begins a new epoch.</summary>
    public const string Messages = "messages";
}
