namespace Parhelion.Protocol;

/// <summary>A response with one simulated delivery.</summary>
public sealed record SimulatedDeliveryResponse(SimulatedDelivery Delivery);
