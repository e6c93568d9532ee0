namespace Parhelion;

/// <summary>The destination of a message. Set exactly one of the two properties.</summary>
public sealed record MessageDestination
{
    /// <summary>Id of an integration.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Type of an integration.</summary>
    public string? IntegrationType { get; init; }
}
