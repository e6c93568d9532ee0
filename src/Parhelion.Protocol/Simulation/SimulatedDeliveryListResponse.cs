namespace Parhelion.Protocol;

/// <summary>A response with one page of simulated deliveries, oldest first.</summary>
public sealed record SimulatedDeliveryListResponse(IReadOnlyList<SimulatedDelivery> Deliveries, PageMeta Meta, PageLinks? Links = null);
