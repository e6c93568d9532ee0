using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>apps list|get|create|delete</c>.</summary>
internal static class AppCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the app, 1 to 100 characters." };
    private static readonly Argument<string> Id = new("id") { Description = "Id of the app." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    public static Command Create() => new ToolCommand(
        "apps", "List, read, create and delete apps. All commands except get need an account key.",
        "parhelion apps list",
        "parhelion apps create Shop")
    {
        CommandSession.Define(
            new ToolCommand(
                "list", "List the apps, oldest first.",
                "parhelion apps list -n 10") { ListOptions.Limit, ListOptions.Columns }, ListAsync),
        CommandSession.Define(
            new ToolCommand("get", "Show the id and the name of an app.", "parhelion apps get APP_ID --json") { Id }, GetAsync),
        CommandSession.Define(new ToolCommand("create", "Create an app and print its id.", "parhelion apps create Shop") { Name }, CreateAsync),
        CommandSession.Define(
            new ToolCommand(
                "delete", "Delete an app with its users, conversations, keys and attachments.",
                "parhelion apps delete APP_ID --yes") { Id, Yes }, DeleteAsync),
    };

    public static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        using var client = session.Connection.CreateClient();
        var list = new ListOutput<App>(ProtocolJson.Default.App, ("id", app => app.Id), ("name", app => app.DisplayName));
        return await session.WriteAsync(list, client.Apps.ListAppsAsync(), cancellationToken);
    }

    private static async Task<int> GetAsync(CommandSession session, CancellationToken cancellationToken)
    {
        using var client = session.Connection.CreateClient();
        return Show(session, await client.Apps.GetAppAsync(session.Value(Id), cancellationToken), app => [app.Id, app.DisplayName]);
    }

    private static async Task<int> CreateAsync(CommandSession session, CancellationToken cancellationToken)
    {
        using var client = session.Connection.CreateClient();
        return Show(session, await client.Apps.CreateAppAsync(new AppCreateBody { DisplayName = session.Value(Name) }, cancellationToken), app => [app.Id]);
    }

    private static async Task<int> DeleteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        using var client = session.Connection.CreateClient();
        var app = await client.Apps.GetAppAsync(session.Value(Id), cancellationToken);
        Confirmation.Require(session, Yes, $"Delete the app \"{app.DisplayName}\" with its users, conversations, keys and attachments?");
        await client.Apps.DeleteAppAsync(app.Id, cancellationToken);
        return Show(session, app, gone => [gone.Id]);
    }

    private static int Show(CommandSession session, App app, Func<App, IEnumerable<string?>> fields)
    {
        session.Terminal.Result(app, ProtocolJson.Default.App, fields(app));
        return ExitCodes.Done;
    }
}
