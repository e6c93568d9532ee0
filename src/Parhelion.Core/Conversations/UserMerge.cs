using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Protocol;

namespace Parhelion.Core.Conversations;

/// <summary>
/// Merges two users of an app into one user, in one transaction. The surviving user gets all conversations, messages and clients of the discarded user. The row
/// of the discarded user is then deleted. No conversation, message or attachment is deleted or changes its id.
/// </summary>
/// <remarks><list type="bullet">
/// <item>Sign-up time: the surviving user gets the earlier one of both users.</item>
/// <item>Ids and other fields: the surviving user gets those of the discarded user only where it has none.</item>
/// <item>Clients that both users have: the client of the surviving user stays.</item>
/// <item>The transaction updates one row for each message of the discarded user.</item>
/// </list></remarks>
internal sealed class UserMerge(DatabaseSession session, EventRecorder eventRecorder, TimeProvider clock, AuditActor actor)
{
    // The limit of the API, as JSON in UTF-8.
    private const int MetadataBytes = 4096;

    /// <summary>Merges the users, and records the event and the audit entry about that.</summary>
    /// <returns>The surviving user.</returns>
    public async ValueTask<UserRow> RunAsync(UserRow surviving, UserRow discarded)
    {
        var clients = await JoinClientsAsync(surviving, discarded);
        await ClientTable.GiveAsync(session, discarded.Id, surviving.Id);
        await ClientAssociationTable.GiveToUserAsync(session, discarded.Id, surviving.Id);
        await ParticipantTable.GiveAsync(session, discarded.Id, surviving.Id);
        await MessageTable.GiveAsync(session, discarded.Id, surviving.Id);
        await ConversationTable.GiveAsync(session, discarded.Id, surviving.Id);
        await SimulatedDeliveryTable.GiveAsync(session, surviving.AppId, discarded.Id, surviving.Id);
        // The ids and the identity are free then.
        await UserTable.DeleteAsync(session, discarded.Id);
        var (metadata, left) = Join(surviving.Metadata, discarded.Metadata);
        var merged = await WithIdentitiesAsync(surviving, discarded) with
        {
            SignedUpAt = surviving.SignedUpAt < discarded.SignedUpAt ? surviving.SignedUpAt : discarded.SignedUpAt,
            ToBeRetained = surviving.ToBeRetained ?? discarded.ToBeRetained,
            Profile = JoinProfiles(surviving.Profile, discarded.Profile),
            Metadata = metadata,
        };
        await UserTable.UpdateAsync(session, merged);
        await eventRecorder.RaiseAsync(session, merged.AppId, EventTypes.UserMerge, merged.Id, () => EventPayloads.Merged(merged, discarded, clients, left));
        await actor.RecordAsync(session, clock, AuditActions.UserMerge, merged.AppId, discarded.Id, new AuditDetail { UserId = merged.Id });
        return merged;
    }

    // Where both have the same client, that of the surviving user stays. It takes part in the conversations of the other one, too.
    private async ValueTask<(ClientRow Surviving, ClientRow Discarded)?> JoinClientsAsync(UserRow surviving, UserRow discarded)
    {
        (ClientRow, ClientRow)? first = null;
        foreach (var client in await ClientTable.ListOfBothAsync(session, discarded.Id, surviving.Id))
        {
            var kept = client.IntegrationId is null
                ? await ClientTable.FindSdkAsync(session, surviving.Id)
                : await ClientTable.FindOfUserAsync(session, client.IntegrationId, client.ExternalId!, surviving.Id);
            await ClientAssociationTable.GiveToClientAsync(session, client.Id, kept!.Id);
            await ClientAssociationTable.DeleteOfClientAsync(session, client.Id);
            await ClientTable.DeleteAsync(session, client.Id);
            if (kept.Status == ClientStatuses.Pending && client.Status != ClientStatuses.Pending)
            {
                await ClientTable.ConfirmAsync(session, kept.Id, client.LinkedAt ?? clock.GetUtcNow());
                kept = kept with { Status = client.Status, LinkedAt = client.LinkedAt };
            }

            first ??= (kept, client);
        }

        return first;
    }

    // External ids and e-mail identities belong to a brand, and in the brand of the surviving user somebody else may have them.
    private async ValueTask<UserRow> WithIdentitiesAsync(UserRow surviving, UserRow discarded)
    {
        if (surviving.ExternalId is null && discarded.ExternalId is { } externalId &&
            await UserTable.FindByExternalIdAsync(session, surviving.AppId, externalId, surviving.BrandId, default) is null)
        {
            surviving = surviving with { ExternalId = externalId };
        }

        if (surviving.Email is null && discarded.Email is { } email && await UserTable.FindByEmailAsync(session, surviving.AppId, email, surviving.BrandId, default) is null)
        {
            surviving = surviving with { Email = email, EmailVerification = discarded.EmailVerification };
        }

        return surviving;
    }

    private static string JoinProfiles(string surviving, string discarded)
    {
        var (kept, other) = (JsonSerializer.Deserialize(surviving, ProtocolJson.Default.Profile)!, JsonSerializer.Deserialize(discarded, ProtocolJson.Default.Profile)!);
        var joined = kept with
        {
            GivenName = kept.GivenName ?? other.GivenName,
            Surname = kept.Surname ?? other.Surname,
            Email = kept.Email ?? other.Email,
            AvatarUrl = kept.AvatarUrl ?? other.AvatarUrl,
            Locale = kept.Locale ?? other.Locale,
        };
        return WireJson.Text(joined, ProtocolJson.Default.Profile);
    }

    // Of two values with the same key, that of the surviving user stays. What the limit has no room for is left over.
    private static (string Joined, JsonObject Left) Join(string surviving, string discarded)
    {
        var (joined, left) = (JsonNode.Parse(surviving)!.AsObject(), new JsonObject());
        foreach (var (key, value) in JsonNode.Parse(discarded)!.AsObject())
        {
            if (joined.ContainsKey(key)) continue;
            joined[key] = value?.DeepClone();
            if (Encoding.UTF8.GetByteCount(WireJson.Text(joined)) <= MetadataBytes) continue;
            joined.Remove(key);
            left[key] = value?.DeepClone();
        }

        return (WireJson.Text(joined), left);
    }
}
