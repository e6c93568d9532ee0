namespace Parhelion;

/// <summary>How the link between a user and a channel is confirmed.</summary>
public sealed record ClientConfirmation
{
    /// <summary>The link needs no confirmation.</summary>
    public const string Immediate = "immediate";

    /// <summary>The link is pending until the user writes on the channel.</summary>
    public const string UserActivity = "userActivity";

    /// <summary>The link is pending until the user agrees.</summary>
    public const string Prompt = "prompt";

    /// <summary><see cref="Immediate"/>, <see cref="UserActivity"/> or <see cref="Prompt"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The message that asks the user: a text or an image, with actions of type <c>link</c> only. It is checked, and not sent, because Parhelion has
    /// no channels.</summary>
    public MessagePostBody? Message { get; init; }
}
