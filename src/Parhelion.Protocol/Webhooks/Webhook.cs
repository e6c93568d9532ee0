namespace Parhelion;

/// <summary>A webhook: a URL that the server calls when events happen.</summary>
public sealed record Webhook
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the payload: always <see cref="CurrentVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>The URL that the server calls.</summary>
    public required string Target { get; init; }

    /// <summary>The events for which the server calls the webhook; values of <see cref="EventTypes"/>.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }

    /// <summary>The secret that the server sends with each call as <c>X-API-Key</c>, so that the receiver can authenticate the caller.</summary>
    public required string Secret { get; init; }

    /// <summary>Whether users in events include profile and metadata.</summary>
    public required bool IncludeFullUser { get; init; }

    /// <summary>Whether sources in events include client and device. No effect in Parhelion, which has no channels.</summary>
    public required bool IncludeFullSource { get; init; }

    /// <summary>The only version of the payload.</summary>
    public const string CurrentVersion = "v2";

    /// <summary>Returns the webhook without its secret.</summary>
    public override string ToString() =>
        $"{nameof(Webhook)} {{ Id = {Id}, Target = {Target}, Triggers = {string.Join(", ", Triggers)}, Secret = [redacted] }}";
}
