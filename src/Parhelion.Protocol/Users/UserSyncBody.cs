namespace Parhelion;

/// <summary>Body of <c>POST …/users/{zendeskId}/sync</c>.</summary>
public sealed record UserSyncBody
{
    /// <summary>The Zendesk id that the user has from now on, 1 to 128 characters. If another user has it, the two are merged. If it is absent, the user is
    /// not changed.</summary>
    public string? SurvivingZendeskId { get; init; }
}
