namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>webhooks</c>. Each row describes a webhook, which is a URL that gets the events of an app.</summary>
public sealed record WebhookRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the integration.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>The URL that events are sent to.</summary>
    public required string Target { get; init; }

    /// <summary>Types of events to send, a JSON array.</summary>
    public required string Triggers { get; init; }

    /// <summary>The secret, encrypted.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Whether payloads contain the full user.</summary>
    public required bool IncludeFullUser { get; init; }

    /// <summary>Stored and returned, but without effect.</summary>
    public required bool IncludeFullSource { get; init; }
}
