using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>keys list|create|delete</c>.</summary>
internal static class KeyCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the key, 1 to 100 characters." };
    private static readonly Argument<string> Id = new("id") { Description = "Id of the key." };
    private static readonly Option<bool> Secrets = new("--secrets") { Description = "Also print the secrets." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Delete without asking." };

    public static Command Create() => new ToolCommand(
        "keys", "List, create and delete the keys of the app. Needs an account key.",
        "parhelion keys list",
        "parhelion keys create desk")
    {
        CommandSession.Define(
            new ToolCommand(
                "list", "List the keys of the app.",
                "parhelion keys list",
                "parhelion keys list --secrets") { Secrets, ListOptions.Limit, ListOptions.Columns }, ListAsync),
        CommandSession.Define(
            new ToolCommand("create", "Create a key and print its id and its secret.", "parhelion keys create desk") { Name }, CreateAsync),
        CommandSession.Define(
            new ToolCommand(
                "delete", "Delete a key. The server refuses it from then on.",
                "parhelion keys delete KEY_ID --yes") { Id, Yes }, DeleteAsync),
    };

    public static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var keys = await client.Keys.ListAppKeysAsync(appId, cancellationToken);
        var shown = session.Value(Secrets) ? keys : keys.Select(key => key with { Secret = null! });
        var rows = session.Value(Secrets)
            ? new ListOutput<AppKey>(ProtocolJson.Default.AppKey, ("id", key => key.Id), ("name", key => key.DisplayName), ("secret", key => key.Secret))
            : new ListOutput<AppKey>(ProtocolJson.Default.AppKey, ("id", key => key.Id), ("name", key => key.DisplayName));
        return await session.WriteAsync(rows, shown.ToAsyncEnumerable(), cancellationToken);
    }

    private static async Task<int> CreateAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var key = await client.Keys.CreateAppKeyAsync(appId, session.Value(Name), cancellationToken);
        session.Terminal.Result(key, ProtocolJson.Default.AppKey, key.Id, key.Secret);
        return ExitCodes.Done;
    }

    private static async Task<int> DeleteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var key = await client.Keys.GetAppKeyAsync(appId, session.Value(Id), cancellationToken);
        Confirmation.Require(session, Yes, $"Delete the key \"{key.DisplayName}\"? Every client that uses it loses access at once.");
        await client.Keys.DeleteAppKeyAsync(appId, key.Id, cancellationToken);
        session.Terminal.Result(key with { Secret = null! }, ProtocolJson.Default.AppKey, key.Id);
        return ExitCodes.Done;
    }
}
