using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>
/// Records the event <c>user:remove</c> when the deletion of a user is complete. Until then, the event waits in the table <c>pending_user_removals</c>.
/// </summary>
/// <remarks>
/// After the first commit of a deletion, further transactions may follow (the cascade). The deletion is complete when the cascade has ended and all blobs that
/// the deletion removed are erased.
/// </remarks>
public sealed class UserRemovedEventRecorder(Database database, EventRecorder eventRecorder)
{
    private const int Batch = 20;

    /// <summary>Records the events that were prepared for users whose deletion is complete now.</summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        while (await RecordBatchAsync(cancellationToken) == Batch) cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<int> RecordBatchAsync(CancellationToken cancellationToken)
    {
        var ready = await database.ReadAsync((session, token) => PendingUserRemovedEventTable.ReadyAsync(session, Batch, token), cancellationToken);
        if (ready.Count == 0) return 0;
        await database.DeleteAsync(
            async session =>
            {
                foreach (var pendingUserRemoval in ready)
                {
                    if (await PendingUserRemovedEventTable.DeleteAsync(session, pendingUserRemoval.CascadeId)) await RaiseAsync(session, pendingUserRemoval);
                }

                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
        return ready.Count;
    }

    /// <summary>Prepares the event for a user who is being deleted, if a webhook subscribes to it.</summary>
    internal static async ValueTask PrepareAsync(DatabaseSession session, UserRow user, CascadeRow cascade)
    {
        if ((await WebhookTable.SubscribedAsync(session, user.AppId, EventTypes.UserRemove)).Count == 0) return;
        await PendingUserRemovedEventTable.InsertAsync(session, new PendingUserRemovedEventRow(cascade.Id, user.AppId, user.Id, WireJson.Text(EventPayloads.Removed(user))));
    }

    private async ValueTask RaiseAsync(DatabaseSession session, PendingUserRemovedEventRow pendingUserRemoval) => await eventRecorder.RaiseAsync(
        session, pendingUserRemoval.AppId, EventTypes.UserRemove, pendingUserRemoval.UserId, () => System.Text.Json.Nodes.JsonNode.Parse(pendingUserRemoval.Payload)!.AsObject());
}
