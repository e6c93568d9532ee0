using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Integrations;
using Parhelion.Protocol;

namespace Parhelion.Core.Switchboards;

/// <summary>
/// Passes, offers, accepts and releases control of a conversation. Control says which switchboard integration (a part of a switchboard) is to answer the
/// conversation. Everybody may still post messages at any time.
/// </summary>
/// <remarks>
/// If the switchboard does not allow an action, the failure is recorded as an event. So the transaction with this event is committed first, and only then does
/// the caller get the error. The service records the events about these actions. Control can withhold the events of the conversation from other integrations.
/// </remarks>
public sealed class SwitchboardControlService(Database database, EventRecorder eventRecorder)
{
    /// <summary>The word that names the next one of the switchboard integration that is in control.</summary>
    public const string Next = "next";

    /// <summary>Gives control of a conversation to a switchboard integration. An offer that was not accepted yet ends. If the switchboard integration has control
    /// already, there is no event.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="target">The switchboard integration: its id, its name, the type of its integration, or <see cref="Next"/>.</param>
    /// <param name="metadata">Metadata for the event, a JSON object; <c>null</c>: none.</param>
    /// <param name="callerId">The integration that calls; <c>null</c> for other callers.</param>
    /// <param name="cancellationToken">Honoured until the transaction begins.</param>
    /// <exception cref="ProblemException">The conversation or the target does not exist, or the app has no enabled switchboard.</exception>
    public Task PassAsync(string appId, string conversationId, string target, string? metadata, string? callerId, CancellationToken cancellationToken) =>
        RunAsync(
            async session =>
            {
                var conversation = await FindAsync(session, appId, conversationId);
                var (to, _, problem) = await FindTargetAsync(session, conversation, target);
                if (to is null) return await FailAsync(session, conversation, EventTypes.SwitchboardPassControlFailure, problem!, metadata, callerId);
                var changed = conversation with { Active = to, Pending = null };
                await SetAsync(session, conversation, changed, to == conversation.Active ? null : EventTypes.SwitchboardPassControl, metadata);
                return null;
            },
            cancellationToken);

    /// <summary>Offers control of a conversation to a switchboard integration. An earlier offer ends.</summary>
    /// <inheritdoc cref="PassAsync" path="/param" />
    /// <exception cref="ProblemException">The conversation or the target does not exist, the target is in control already, or the app has no enabled
    /// switchboard.</exception>
    public Task OfferAsync(string appId, string conversationId, string target, string? metadata, string? callerId, CancellationToken cancellationToken) =>
        RunAsync(
            async session =>
            {
                var conversation = await FindAsync(session, appId, conversationId);
                var (to, from, problem) = await FindTargetAsync(session, conversation, target);
                if (to is not null && to == from) problem = Problems.OfferToActive;
                if (problem is not null) return await FailAsync(session, conversation, EventTypes.SwitchboardOfferControlFailure, problem, metadata, callerId);
                await SetAsync(session, conversation, conversation with { Active = from, Pending = to }, EventTypes.SwitchboardOfferControl, metadata);
                return null;
            },
            cancellationToken);

    /// <summary>Gives control to the switchboard integration that it was offered to.</summary>
    /// <inheritdoc cref="PassAsync" path="/param" />
    /// <exception cref="ProblemException">The conversation does not exist, control is offered to nobody, or the caller is another integration.</exception>
    public Task AcceptAsync(string appId, string conversationId, string? metadata, string? callerId, CancellationToken cancellationToken) =>
        RunAsync(
            async session =>
            {
                var conversation = await FindAsync(session, appId, conversationId);
                if (conversation.Pending is not { } pending)
                {
                    return await FailAsync(session, conversation, EventTypes.SwitchboardAcceptControlFailure, Problems.NothingPending, metadata, callerId);
                }

                if (callerId is not null && callerId != pending.IntegrationId) throw new ProblemException(Problems.Forbidden);
                await SetAsync(session, conversation, conversation with { Active = pending, Pending = null }, EventTypes.SwitchboardAcceptControl, metadata);
                return null;
            },
            cancellationToken);

    /// <summary>Takes control away from everybody. The next message of a user gives it to the default of the switchboard. If nobody has control, there is no
    /// event.</summary>
    /// <inheritdoc cref="PassAsync" path="/param" />
    /// <exception cref="ProblemException">The conversation does not exist, or the caller is an integration that is not in control.</exception>
    public Task ReleaseAsync(string appId, string conversationId, string? metadata, string? callerId, CancellationToken cancellationToken) =>
        RunAsync(
            async session =>
            {
                var conversation = await FindAsync(session, appId, conversationId);
                if (callerId is not null && callerId != conversation.Active?.IntegrationId) throw new ProblemException(Problems.Forbidden);
                if (conversation is { Active: null, Pending: null }) return null;
                await SetAsync(session, conversation, conversation with { Active = null, Pending = null }, EventTypes.SwitchboardReleaseControl, metadata);
                return null;
            },
            cancellationToken);

    /// <summary>Finds the switchboard integration that gets control of a conversation first: the default responder of the channel that the user writes through, or else the
    /// default of the switchboard. <c>null</c> if the app has no enabled switchboard.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="appId">The app.</param>
    /// <param name="channelId">The integration of the channel; <c>null</c>: the user writes through none.</param>
    internal static async ValueTask<SwitchboardIntegrationReference?> FindFirstAsync(DatabaseSession session, string appId, string? channelId)
    {
        if (await SwitchboardTable.FindDefaultAsync(session, appId) is not { } first) return null;
        var channel = channelId is null ? null : await IntegrationTable.FindAsync(session, appId, channelId, default);
        return channel is not null && IntegrationFieldValues.DefaultResponderOf(channel) is { } responder && ObjectId.IsValid(responder)
            ? await SwitchboardTable.FindResponderAsync(session, appId, responder) ?? first
            : first;
    }

    /// <summary>Gives control of a conversation to the first switchboard integration, if nobody has it; without an event. Returns the conversation.</summary>
    internal static async ValueTask<ConversationRow> AssignDefaultAsync(DatabaseSession session, ConversationRow conversation, string? channelId)
    {
        if (conversation.Active is not null || await FindFirstAsync(session, conversation.AppId, channelId) is not { } first) return conversation;
        var assigned = conversation with { Active = first };
        await ConversationTable.SetControlAsync(session, assigned);
        return assigned;
    }

    private async Task RunAsync(Func<DatabaseSession, ValueTask<Problem?>> work, CancellationToken cancellationToken)
    {
        var problem = await database.WriteAsync(work, cancellationToken);
        eventRecorder.Announce();
        if (problem is not null) throw new ProblemException(problem);
    }

    private static async ValueTask<ConversationRow> FindAsync(DatabaseSession session, string appId, string id) =>
        await ConversationTable.FindAsync(session, appId, id, default) ?? throw new ProblemException(Problems.ConversationNotFound);

    // From is the one in control: the default, if nobody is.
    private static async ValueTask<(SwitchboardIntegrationReference? To, SwitchboardIntegrationReference? From, Problem? Problem)> FindTargetAsync(
        DatabaseSession session, ConversationRow conversation, string target)
    {
        if (await SwitchboardTable.FindOfAppAsync(session, conversation.AppId, default) is not { IsEnabled: true } switchboard) return (null, null, Problems.NoSwitchboard);
        var all = await SwitchboardIntegrationTable.ListAsync(session, switchboard.Id, default);
        var fromId = conversation.Active?.Id ?? switchboard.DefaultId;
        var from = all.Find(one => one.Id == fromId);
        var problem = Problems.InvalidSwitchboardTarget;
        SwitchboardIntegrationRow? to;
        if (target == Next)
        {
            to = all.Find(one => one.Id == from?.NextId);
            problem = Problems.NoNextSwitchboardIntegration;
        }
        else
        {
            to = all.Find(one => one.Id == target) ?? all.Find(one => one.Name == target);
            var ofType = all.FindAll(one => one.IntegrationType == target);
            if (to is null && ofType.Count == 1) to = ofType[0];
            if (ofType.Count > 1) problem = Problems.AmbiguousSwitchboardTarget;
        }

        return (to?.ToReference(), from?.ToReference(), to is null ? problem : null);
    }

    private async ValueTask SetAsync(DatabaseSession session, ConversationRow before, ConversationRow after, string? eventType, string? metadata)
    {
        await ConversationTable.SetControlAsync(session, after);
        // Whoever loses control learns of it.
        if (eventType is not null) await eventRecorder.RaiseAsync(session, after, eventType, () => EventPayloads.Control(after, metadata), before.Active, before.Pending);
    }

    private async ValueTask<Problem> FailAsync(
        DatabaseSession session, ConversationRow conversation, string eventType, Problem problem, string? metadata, string? callerId)
    {
        var caller = callerId is null ? null : await SwitchboardIntegrationTable.FindOfIntegrationAsync(session, callerId);
        await eventRecorder.RaiseAsync(session, conversation, eventType, () => EventPayloads.ControlFailed(conversation, problem, metadata), caller?.ToReference());
        return problem;
    }
}
