namespace Parhelion.Protocol;

/// <summary>The app of a delivery.</summary>
/// <param name="Id">Id: 24 lower-case hexadecimal characters.</param>
public sealed record WebhookDeliveryApp(string Id);
