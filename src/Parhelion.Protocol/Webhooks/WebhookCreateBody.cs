namespace Parhelion;

/// <summary>Body of <c>POST …/webhooks</c>.</summary>
public sealed record WebhookCreateBody
{
    /// <summary>The URL to call: an absolute http or https URL of at most 2048 characters.</summary>
    public required string Target { get; init; }

    /// <summary>The events to send: at least one of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>Whether users in events include profile and metadata. Default: false.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. Default: false. No effect in Parhelion.</summary>
    public bool? IncludeFullSource { get; init; }
}
