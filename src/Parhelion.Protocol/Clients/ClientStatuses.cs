namespace Parhelion;

/// <summary>The values of <see cref="UserClient.Status"/>.</summary>
public static class ClientStatuses
{
    /// <summary>Messages reach the client.</summary>
    public const string Active = "active";

    /// <summary>The user does not want messages on the client.</summary>
    public const string Blocked = "blocked";

    /// <summary>The integration of the client was deleted.</summary>
    public const string Inactive = "inactive";

    /// <summary>The user has not confirmed the link yet.</summary>
    public const string Pending = "pending";
}
