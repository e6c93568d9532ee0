using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>clients list|remove</c>.</summary>
internal static class ClientCommands
{
    private static readonly Argument<string> User = new("user") { Description = "Id or external id of the user." };
    private static readonly Argument<string> Id = new("id") { Description = "Id of the client." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Remove without asking." };

    public static Command Create() => new ToolCommand(
        "clients", "List and remove the clients of a user: the channels on which messages reach the user.", "parhelion clients list USER_ID")
    {
        CommandSession.Define(
            new ToolCommand(
                "list", "List the clients of a user, oldest first.",
                "parhelion clients list USER_ID") { User, ListOptions.Limit, ListOptions.Columns }, ListAsync),
        CommandSession.Define(
            new ToolCommand(
                "remove", "Remove a client from all conversations of the user.",
                "parhelion clients remove USER_ID CLIENT_ID --yes") { User, Id, Yes }, RemoveAsync),
    };

    private static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var rows = new ListOutput<UserClient>(
            ProtocolJson.Default.UserClient, ("id", item => item.Id), ("type", item => item.Type), ("status", item => item.Status),
            ("last seen", item => item.LastSeen is { } seen ? TimeText.Of(seen) : ""), ("external id", item => item.ExternalId));
        return await session.WriteAsync(rows, client.Clients.ListClientsAsync(appId, session.Value(User)), cancellationToken);
    }

    private static async Task<int> RemoveAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var (user, id) = (session.Value(User), session.Value(Id));
        Confirmation.Require(session, Yes, $"Remove the client {id} from all conversations?");
        await client.Clients.RemoveClientAsync(appId, user, id, cancellationToken: cancellationToken);
        session.Terminal.Result(new EmptyResponse(), ProtocolJson.Default.EmptyResponse, [id]);
        return ExitCodes.Done;
    }
}
