namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>simulated_users</c>: a user who writes through a simulated channel.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IntegrationId">Id of the integration that stands for the channel.</param>
/// <param name="UserId">Id of the user.</param>
/// <param name="ExternalId">Id of the user on the channel, such as a phone number; <c>null</c> if it has none.</param>
/// <param name="LastSeen">When the user last wrote through the channel.</param>
public sealed record SimulatedUserRow(string Id, string AppId, string IntegrationId, string UserId, string? ExternalId, DateTimeOffset LastSeen);
