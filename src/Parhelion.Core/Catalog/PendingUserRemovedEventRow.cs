namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>pending_user_removals</c>. Each row holds an event about a deleted user. The event is sent after all data of the
/// user is erased.</summary>
/// <param name="CascadeId">Id of the cascade that deletes what belonged to the user.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="UserId">Id of the user.</param>
/// <param name="Payload">The event as a JSON object.</param>
public sealed record PendingUserRemovedEventRow(string CascadeId, string AppId, string UserId, string Payload);
