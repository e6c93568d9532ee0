using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>webhooks list|get|create|update|delete</c>.</summary>
internal static class WebhookCommands
{
    private static readonly Argument<string> IntegrationId = new("integration")
    {
        Description = "Id of the integration, or 'me' for the integration that the key belongs to.",
    };

    private static readonly Argument<string> Id = new("id") { Description = "Id of the webhook." };
    private static readonly Option<string> Target = new("--target") { Description = "The URL to call.", HelpName = "URL", Required = true };
    private static readonly Option<string?> NewTarget = new("--target") { Description = "The new URL to call.", HelpName = "URL" };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    /// <summary>The events of a webhook.</summary>
    public static Option<string[]> Triggers { get; } = new("--trigger", "-t")
    {
        Description = "Event type to send, such as conversation:message. May be repeated. Default: all types that Parhelion has.",
        HelpName = "EVENT",
    };

    public static Option<bool> FullUser { get; } = new("--include-full-user") { Description = "Include the profile and the metadata of users." };

    public static Command Create()
    {
        Triggers.CompletionSources.Add([.. EventTypes.All]);
        return new ToolCommand(
            "webhooks", "Manage the webhooks of an integration, or receive events on this machine.",
            "parhelion webhooks listen", "parhelion webhooks list INTEGRATION_ID")
        {
            ListenCommand.Create(),
            CommandSession.Define(
                new ToolCommand(
                    "list", "List the webhooks of an integration.",
                    "parhelion webhooks list INTEGRATION_ID") { IntegrationId, ListOptions.Limit, ListOptions.Columns }, ListAsync),
            CommandSession.Define(
                new ToolCommand(
                    "get", "Show a webhook with its secret.",
                    "parhelion webhooks get INTEGRATION_ID WEBHOOK_ID --json") { IntegrationId, Id }, GetAsync),
            CommandSession.Define(
                new ToolCommand(
                    "create", "Create a webhook, and print its id and its secret.",
                    "parhelion webhooks create INTEGRATION_ID --target https://desk.example/hook -t user:remove")
                {
                    IntegrationId, Target, Triggers, FullUser,
                },
                CreateAsync),
            CommandSession.Define(
                new ToolCommand(
                    "update", "Change the URL or the events of a webhook.",
                    "parhelion webhooks update INTEGRATION_ID WEBHOOK_ID --target https://desk.example/new")
                {
                    IntegrationId, Id, NewTarget, Triggers,
                },
                UpdateAsync),
            CommandSession.Define(
                new ToolCommand(
                    "delete", "Delete a webhook. Events that were not delivered yet are dropped.",
                    "parhelion webhooks delete INTEGRATION_ID WEBHOOK_ID --yes")
                {
                    IntegrationId, Id, Yes,
                },
                DeleteAsync),
        };
    }

    /// <summary>Returns the body that creates a webhook with the options of the command.</summary>
    public static WebhookCreateBody Body(CommandSession session, string target) => new()
    {
        Target = target,
        Triggers = session.Value(Triggers) is { Length: > 0 } triggers ? triggers : Sent,
        IncludeFullUser = session.Value(FullUser) ? true : null,
    };

    // Of the other events the server knows only the names.
    private static readonly string[] Sent =
        [.. EventTypes.All.Except([EventTypes.ConversationReferral, EventTypes.PassthroughMessaging, EventTypes.UserUpdate], StringComparer.Ordinal)];

    private static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var webhooks = await client.Webhooks.ListWebhooksAsync(appId, session.Value(IntegrationId), cancellationToken);
        var rows = new ListOutput<Webhook>(
            ProtocolJson.Default.Webhook, ("id", item => item.Id), ("target", item => item.Target), ("triggers", item => string.Join(',', item.Triggers)));
        return await session.WriteAsync(rows, webhooks.Select(item => item with { Secret = null! }).ToAsyncEnumerable(), cancellationToken);
    }

    private static Task<int> GetAsync(CommandSession session, CancellationToken cancellationToken) =>
        ShowAsync(session, (client, appId) => client.Webhooks.GetWebhookAsync(appId, session.Value(IntegrationId), session.Value(Id), cancellationToken));

    private static Task<int> CreateAsync(CommandSession session, CancellationToken cancellationToken) => ShowAsync(
        session, (client, appId) => client.Webhooks.CreateWebhookAsync(appId, session.Value(IntegrationId), Body(session, session.Value(Target)!), cancellationToken));

    private static Task<int> UpdateAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var changes = new WebhookUpdateBody { Target = session.Value(NewTarget), Triggers = session.Value(Triggers) is { Length: > 0 } triggers ? triggers : null };
        if (changes is { Target: null, Triggers: null }) throw new UsageException("There is nothing to change. Set --target or --trigger.");
        return ShowAsync(session, (client, appId) => client.Webhooks.UpdateWebhookAsync(appId, session.Value(IntegrationId), session.Value(Id), changes, cancellationToken));
    }

    private static async Task<int> DeleteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var webhook = await client.Webhooks.GetWebhookAsync(appId, session.Value(IntegrationId), session.Value(Id), cancellationToken);
        Confirmation.Require(session, Yes, $"Delete the webhook that calls {webhook.Target}?");
        await client.Webhooks.DeleteWebhookAsync(appId, session.Value(IntegrationId), webhook.Id, cancellationToken);
        session.Terminal.Result(webhook with { Secret = null! }, ProtocolJson.Default.Webhook, webhook.Id);
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandSession session, Func<ParhelionClient, string, Task<Webhook>> call)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var webhook = await call(client, appId);
        session.Terminal.Result(webhook, ProtocolJson.Default.Webhook, webhook.Id, webhook.Target, string.Join(',', webhook.Triggers), webhook.Secret);
        return ExitCodes.Done;
    }
}
