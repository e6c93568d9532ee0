namespace Parhelion;

/// <summary>Body of <c>POST …/simulator/clients/{clientId}/change</c>: what a channel does with a client.</summary>
/// <param name="Change">One of <see cref="ClientChanges"/>.</param>
/// <param name="Error">What went wrong; only with <see cref="ClientChanges.LinkCancelled"/> and <see cref="ClientChanges.LinkFailed"/>.</param>
public sealed record SimulatedClientBody(string Change, DeliveryError? Error = null);
