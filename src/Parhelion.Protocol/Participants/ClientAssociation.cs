namespace Parhelion;

/// <summary>A client of a user in a conversation.</summary>
/// <param name="Type">Channel of the client.</param>
/// <param name="ClientId">Id of the client.</param>
public sealed record ClientAssociation(string Type, string? ClientId = null);
