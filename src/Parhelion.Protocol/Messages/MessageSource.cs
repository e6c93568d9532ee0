namespace Parhelion;

/// <summary>The channel that a message came from.</summary>
/// <param name="Type">Name of the channel; <see cref="Api"/> for messages that were posted through the API.</param>
public sealed record MessageSource(string Type)
{
    /// <summary>The channel of messages that were posted through the API.</summary>
    public const string Api = "api:conversations";

    /// <summary>Id of the integration that the message came through; absent for messages that were posted through the API.</summary>
    public string? IntegrationId { get; init; }
}
