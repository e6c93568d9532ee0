namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>integrations</c>. Each row describes either a channel of an app, or a program that is connected to an app and has
/// API keys and webhooks of its own.</summary>
public sealed record IntegrationRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>Name of the type.</summary>
    public required string Type { get; init; }

    /// <summary>Name for display.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The fields that are not secret, a JSON object.</summary>
    public string Fields { get; init; } = "{}";

    /// <summary>The secret fields, an encrypted JSON object; <c>null</c> if there are none.</summary>
    public byte[]? Secrets { get; init; }

    /// <summary>Id of the OAuth client that the integration was created for; <c>null</c> for other integrations.</summary>
    public string? OAuthClient { get; init; }
}
