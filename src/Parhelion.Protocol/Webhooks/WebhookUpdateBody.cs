namespace Parhelion;

/// <summary>Body of <c>PATCH …/webhooks/{webhookId}</c>. Fields that are left out keep their value.</summary>
public sealed record WebhookUpdateBody
{
    /// <summary>The URL to call: an absolute http or https URL of at most 2048 characters.</summary>
    public string? Target { get; init; }

    /// <summary>The events to send: at least one of <see cref="EventTypes"/>.</summary>
    public IReadOnlyList<string>? Triggers { get; init; }

    /// <summary>Whether users in events include profile and metadata.</summary>
    public bool? IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. No effect in Parhelion.</summary>
    public bool? IncludeFullSource { get; init; }
}
