using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>integrations list|get|create|delete</c>.</summary>
internal static class IntegrationCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the integration, 1 to 100 characters." };
    private static readonly Argument<string> Id = new("id") { Description = "Id of the integration." };
    private static readonly Option<string> Target = new("--target")
    {
        Description = "URL of the first webhook.",
        HelpName = "URL",
        Required = true,
    };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    public static Command Create() => new ToolCommand(
        "integrations", "List, read, create and delete custom integrations of the app.", "parhelion integrations list", "parhelion integrations create desk --target https://desk.example/hook")
    {
        CommandSession.Define(
            new ToolCommand(
                "list", "List the integrations, oldest first.",
                "parhelion integrations list") { ListOptions.Limit, ListOptions.Columns }, ListAsync),
        CommandSession.Define(
            new ToolCommand("get", "Show an integration.", "parhelion integrations get INTEGRATION_ID --json") { Id }, GetAsync),
        CommandSession.Define(
            new ToolCommand(
                "create", "Create an integration with its first webhook, and print its id and the secret of the webhook.",
                "parhelion integrations create desk --target https://desk.example/hook --trigger conversation:message")
            {
                Name, Target, WebhookCommands.Triggers, WebhookCommands.FullUser,
            },
            CreateAsync),
        CommandSession.Define(
            new ToolCommand(
                "delete", "Delete an integration with its keys and webhooks.",
                "parhelion integrations delete INTEGRATION_ID --yes") { Id, Yes }, DeleteAsync),
    };

    private static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var rows = new ListOutput<Integration>(
            ProtocolJson.Default.Integration, ("id", item => item.Id), ("type", item => item.Type), ("status", item => item.Status),
            ("webhooks", item => $"{item.Webhooks.Count}"), ("name", item => item.DisplayName));
        return await session.WriteAsync(rows, client.Integrations.ListIntegrationsAsync(appId).Select(WithoutSecrets), cancellationToken);
    }

    private static async Task<int> GetAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var integration = await client.Integrations.GetIntegrationAsync(appId, session.Value(Id), cancellationToken);
        return Show(session, WithoutSecrets(integration), item => [item.Id, item.Type, item.Status, item.DisplayName]);
    }

    private static async Task<int> CreateAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var body = new IntegrationCreateBody
        {
            Type = Integration.Custom,
            DisplayName = session.Value(Name),
            Webhooks = [WebhookCommands.Body(session, session.Value(Target)!)],
        };
        var created = await client.Integrations.CreateIntegrationAsync(appId, body, cancellationToken);
        return Show(session, created, item => [item.Id, .. item.Webhooks.Select(webhook => webhook.Secret)]);
    }

    private static async Task<int> DeleteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var integration = await client.Integrations.GetIntegrationAsync(appId, session.Value(Id), cancellationToken);
        Confirmation.Require(session, Yes, $"Delete the integration \"{integration.DisplayName}\" with its keys and webhooks?");
        await client.Integrations.DeleteIntegrationAsync(appId, integration.Id, cancellationToken);
        return Show(session, WithoutSecrets(integration), item => [item.Id]);
    }

    // Only create and "webhooks get" print secrets.
    private static Integration WithoutSecrets(Integration integration) =>
        integration with { Webhooks = [.. integration.Webhooks.Select(webhook => webhook with { Secret = null! })] };

    private static int Show(CommandSession session, Integration integration, Func<Integration, IEnumerable<string?>> fields)
    {
        session.Terminal.Result(integration, ProtocolJson.Default.Integration, fields(integration));
        return ExitCodes.Done;
    }
}
