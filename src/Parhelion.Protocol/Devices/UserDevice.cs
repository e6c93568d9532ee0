using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>A device of a user, on which an SDK runs. No user has devices in Parhelion, because SDKs of users cannot connect to it.</summary>
public sealed record UserDevice
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary><c>android</c>, <c>ios</c> or <c>web</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Id that the SDK made for this device, <c>guid</c> in the JSON.</summary>
    [JsonPropertyName("guid")]
    public required string InstallationId { get; init; }

    /// <summary>Id of the client that the device belongs to.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whether the device gets push notifications: <c>active</c> or <c>inactive</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the integration that the device was created for.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>When the user last used the device.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Token for push notifications; absent for <c>web</c>.</summary>
    public string? PushNotificationToken { get; init; }

    /// <summary>Properties of the device, which differ between types.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Info { get; init; }

    /// <summary>Version of the app that contains the SDK; absent for <c>web</c>.</summary>
    public string? AppVersion { get; init; }

    /// <summary>Returns only the id, so that a device in a log line reveals no token.</summary>
    public override string ToString() => Id;
}
