using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Protocol;

namespace Parhelion.Core.Simulation;

/// <summary>Identifies one user of a simulated channel in a request. The reference is the id of the user in the app, or the id on the channel.</summary>
/// <param name="IntegrationId">The integration that stands for the channel.</param>
/// <param name="UserId">Id of the user; <c>null</c>: <paramref name="ExternalId"/> names the user.</param>
/// <param name="ExternalId">Id of the user on the channel; <c>null</c>: <paramref name="UserId"/> names the user.</param>
public sealed record SimulatedChannelUserReference(string IntegrationId, string? UserId, string? ExternalId)
{
    /// <summary>Finds the integration.</summary>
    /// <exception cref="ProblemException">It does not exist, or is no channel.</exception>
    internal async ValueTask<IntegrationRow> FindChannelAsync(DatabaseSession session, string appId)
    {
        var integration = ObjectId.IsValid(IntegrationId) ? await IntegrationTable.FindAsync(session, appId, IntegrationId, default) : null;
        if (integration is null) throw new ProblemException(Problems.IntegrationNotFound);
        return integration.Type == IntegrationTypes.Custom ? throw new ProblemException(Problems.ChannelRequired) : integration;
    }

    /// <summary>Finds the client of the user on the channel, or <c>null</c>.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="appId">The app.</param>
    /// <param name="confirms">Whether the user does something that confirms a link: if a link waits for somebody with the external id, that is its client.</param>
    /// <exception cref="ProblemException">There is no user with the id.</exception>
    internal async ValueTask<(ClientRow Client, UserRow User)?> FindAsync(DatabaseSession session, string appId, bool confirms)
    {
        if (UserId is not null)
        {
            var user = await FindUserAsync(session, appId);
            return await ClientTable.FindOfChannelAsync(session, IntegrationId, user.Id) is { } own ? (own, user) : null;
        }

        var pending = confirms ? await ClientTable.FindPendingAsync(session, IntegrationId, ExternalId!) : null;
        var client = pending ?? await ClientTable.FindActiveAsync(session, IntegrationId, ExternalId!);
        return client is null ? null : (client, (await UserTable.FindAsync(session, appId, client.UserId, default))!);
    }

    /// <summary>Finds the user with the id.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    internal async ValueTask<UserRow> FindUserAsync(DatabaseSession session, string appId) =>
        (ObjectId.IsValid(UserId!) ? await UserTable.FindAsync(session, appId, UserId!, default) : null) ?? throw new ProblemException(Problems.UserNotFound);
}
