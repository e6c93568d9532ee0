namespace Parhelion.Core.Catalog;

/// <summary>Names the kinds of cascades (<see cref="CascadeRow"/>). The kind of a cascade says what the cascade deletes.</summary>
public static class CascadeKinds
{
    /// <summary>Everything that belongs to an app.</summary>
    public const string App = "app";

    /// <summary>The personal conversations of a user, and the user's messages in other conversations.</summary>
    public const string User = "user";

    /// <summary>The messages, participants and attachments of a conversation.</summary>
    public const string Conversation = "conversation";

    /// <summary>The messages of a conversation from before its current epoch. Deleting all messages begins a new epoch.</summary>
    public const string Messages = "messages";
}
