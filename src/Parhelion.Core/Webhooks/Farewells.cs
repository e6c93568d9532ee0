using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Webhooks;

/// <summary>Tells of the deletion of a user when it is really done: the cascade is through, and the bytes of every attachment that it ended are erased.</summary>
public sealed class Farewells(Database database, Events events)
{
    private const int Batch = 20;

    /// <summary>Tells of whoever is gone by now.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var ready = await database.ReadAsync((session, token) => FarewellTable.ReadyAsync(session, Batch, token), cancellationToken);
        if (ready.Count == 0) return;
        await database.DeleteAsync(
            async session =>
            {
                foreach (var farewell in ready)
                {
                    if (await FarewellTable.DeleteAsync(session, farewell.CascadeId)) await RaiseAsync(session, farewell);
                }

                return true;
            },
            cancellationToken);
        events.Announce();
    }

    /// <summary>Writes down that a user is to be told of, when anybody wants to hear it.</summary>
    internal static async ValueTask PrepareAsync(Session session, UserRow user, Cascade cascade)
    {
        if ((await WebhookTable.SubscribedAsync(session, user.AppId, EventTypes.UserRemove)).Count == 0) return;
        await FarewellTable.InsertAsync(session, new Farewell(cascade.Id, user.AppId, user.Id, WireJson.Text(EventPayloads.Removed(user))));
    }

    private async ValueTask RaiseAsync(Session session, Farewell farewell) => await events.RaiseAsync(
        session, farewell.AppId, EventTypes.UserRemove, farewell.UserId, () => System.Text.Json.Nodes.JsonNode.Parse(farewell.Payload)!.AsObject());
}
