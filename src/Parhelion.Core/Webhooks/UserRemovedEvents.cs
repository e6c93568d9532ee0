using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>Tells of the deletion of a user when it is really done: the cascade is through, and the bytes of every attachment that it ended are erased.</summary>
public sealed class UserRemovedEvents(Database database, EventRecorder eventRecorder)
{
    private const int Batch = 20;

    /// <summary>Tells of whoever is gone by now.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var ready = await database.ReadAsync((session, token) => PendingUserRemovalTable.ReadyAsync(session, Batch, token), cancellationToken);
        if (ready.Count == 0) return;
        await database.DeleteAsync(
            async session =>
            {
                foreach (var pendingUserRemoval in ready)
                {
                    if (await PendingUserRemovalTable.DeleteAsync(session, pendingUserRemoval.CascadeId)) await RaiseAsync(session, pendingUserRemoval);
                }

                return true;
            },
            cancellationToken);
        eventRecorder.Announce();
    }

    /// <summary>Writes down that a user is to be told of, when anybody wants to hear it.</summary>
    internal static async ValueTask PrepareAsync(DatabaseSession session, UserRow user, Cascade cascade)
    {
        if ((await WebhookTable.SubscribedAsync(session, user.AppId, EventTypes.UserRemove)).Count == 0) return;
        await PendingUserRemovalTable.InsertAsync(session, new PendingUserRemoval(cascade.Id, user.AppId, user.Id, WireJson.Text(EventPayloads.Removed(user))));
    }

    private async ValueTask RaiseAsync(DatabaseSession session, PendingUserRemoval pendingUserRemoval) => await eventRecorder.RaiseAsync(
        session, pendingUserRemoval.AppId, EventTypes.UserRemove, pendingUserRemoval.UserId, () => System.Text.Json.Nodes.JsonNode.Parse(pendingUserRemoval.Payload)!.AsObject());
}
