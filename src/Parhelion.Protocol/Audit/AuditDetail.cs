namespace Parhelion;

/// <summary>More about an audit entry. It names what was changed, and never contains a value, a name that a user chose, or a secret.</summary>
public sealed record AuditDetail
{
    /// <summary>Names of the fields that got another value, such as <c>displayName</c> or <c>settings.attachmentsAccess</c>. Absent if the action changes no
    /// fields.</summary>
    public IReadOnlyList<string>? Changed { get; init; }

    /// <summary>Id of the integration that the key or webhook belongs to.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Id of the conversation that the message belonged to.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Id of the user who has the client, or with whom a user was merged.</summary>
    public string? UserId { get; init; }

    /// <summary>What gave access to the private attachment: <c>key</c>, <c>token</c>, <c>cookie</c> or <c>link</c>.</summary>
    public string? Via { get; init; }

    /// <summary>Entries from before this time were deleted.</summary>
    public DateTimeOffset? Before { get; init; }
}
