namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>conversations</c>. Each row describes a conversation, which belongs to an app and whose participants are users. Also holds
/// the switchboard integrations of the conversation: the active one, which is to answer, and the pending one.
/// </summary>
public sealed record ConversationRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary><c>personal</c> or <c>sdkGroup</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Id of the one user of a personal conversation; <c>null</c> for other types.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether it is the first personal conversation of its user.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Name for display.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description for display.</summary>
    public string? Description { get; init; }

    /// <summary>URL of an icon for display.</summary>
    public string? IconUrl { get; init; }

    /// <summary>JSON object.</summary>
    public string? Metadata { get; init; }

    /// <summary>The switchboard integration that is in control; <c>null</c> if none is, or if the switchboard of the app is disabled.</summary>
    public SwitchboardIntegrationReference? Active { get; init; }

    /// <summary>The switchboard integration that is offered control; <c>null</c>: none.</summary>
    public SwitchboardIntegrationReference? Pending { get; init; }

    /// <summary>How often all messages were deleted. Messages of an earlier epoch are deleted.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of live messages.</summary>
    public long MessageCount { get; init; }

    /// <summary>When the business last read it.</summary>
    public DateTimeOffset? BusinessLastRead { get; init; }

    /// <summary>When the last message was received; before the first message, when the conversation was created.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>When the messages are deleted for lack of activity; <c>null</c> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
