namespace Parhelion;

/// <summary>A user was deleted, and the bytes of all attachments deleted with the user are erased: <c>user:remove</c>.</summary>
public sealed record UserRemoveEvent : ReceivedEvent
{
    /// <summary>The user: only the ids, no personal data.</summary>
    public required EventUser User { get; init; }
}
