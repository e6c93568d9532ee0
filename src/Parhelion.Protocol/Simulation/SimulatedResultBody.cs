namespace Parhelion;

/// <summary>Body of <c>POST …/simulator/deliveries/{deliveryId}/result</c>: what becomes of a message.</summary>
/// <param name="Status"><see cref="DeliveryStatuses.Channel"/>, <see cref="DeliveryStatuses.User"/> or <see cref="DeliveryStatuses.Failure"/>.</param>
/// <param name="Error">Why the delivery failed; only with <see cref="DeliveryStatuses.Failure"/>.</param>
public sealed record SimulatedResultBody(string Status, DeliveryError? Error = null);
