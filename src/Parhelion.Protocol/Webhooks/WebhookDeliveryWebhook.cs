namespace Parhelion.Protocol;

/// <summary>The webhook of a delivery.</summary>
/// <param name="Id">Id: 24 lower-case hexadecimal characters.</param>
/// <param name="Version">Version of the payload.</param>
public sealed record WebhookDeliveryWebhook(string Id, string Version);
