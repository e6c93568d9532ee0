namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>client_associations</c>. Each row says that a client (<see cref="ClientRow"/>) of a user takes part in a conversation. Also
/// holds the type of the client, and the id and type of the integration of the client.
/// </summary>
/// <param name="UserId">Id of the user.</param>
/// <param name="ClientId">Id of the client.</param>
/// <param name="Type">Type of the client.</param>
/// <param name="Position">Order of the clients of a user: the client with the greatest position is the primary client.</param>
/// <param name="IntegrationId">Id of the integration of the client; <c>null</c> if the client has none.</param>
/// <param name="IntegrationType">Type of the integration of the client.</param>
public sealed record ClientAssociationRow(string UserId, string ClientId, string Type, long Position, string? IntegrationId, string? IntegrationType);
