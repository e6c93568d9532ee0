namespace Parhelion;

/// <summary>The values of <see cref="SimulatedClientBody.Change"/>: what a channel does with a client.</summary>
public static class ClientChanges
{
    /// <summary>The channel has found a user for a link that is pending. The link stays pending.</summary>
    public const string Matched = "matched";

    /// <summary>The user has confirmed a link that is pending. The client is active.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The user has refused a link that is pending. The client is removed.</summary>
    public const string LinkCancelled = "linkCancelled";

    /// <summary>A link that is pending could not be made. The client is removed.</summary>
    public const string LinkFailed = "linkFailed";

    /// <summary>The user of an active client does not want messages any more.</summary>
    public const string Blocked = "blocked";

    /// <summary>The user of a blocked client wants messages again.</summary>
    public const string Unblocked = "unblocked";
}
