using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>profiles list|delete</c>.</summary>
internal static class ProfileCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the profile." };

    public static Command Create() => new ToolCommand("profiles", "List and delete the profiles that login stored.", "parhelion profiles list")
    {
        CommandSession.Define(
            new ToolCommand(
                "list", "List the profiles, without secrets.",
                "parhelion profiles list") { ListOptions.Limit, ListOptions.Columns }, ListAsync),
        CommandSession.Define(
            new ToolCommand("delete", "Delete a profile with its secret.", "parhelion profiles delete test") { Name }, DeleteAsync),
    };

    private static async Task<int> ListAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var profiles = ProfileStore.Read().Profiles.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new ProfileReport(entry.Key, entry.Value.Host, entry.Value.AppId, entry.Value.KeyId));
        var rows = new ListOutput<ProfileReport>(
            CliJson.Default.ProfileReport, ("name", item => item.Name), ("host", item => item.Host), ("app", item => item.AppId), ("key", item => item.KeyId));
        return await session.WriteAsync(rows, profiles.ToAsyncEnumerable(), cancellationToken);
    }

    private static Task<int> DeleteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var file = ProfileStore.Read();
        var name = session.Value(Name);
        if (!file.Profiles.Remove(name)) throw new UsageException($"There is no profile '{name}'.");
        ProfileStore.Write(file);
        session.Terminal.Say($"The profile '{name}' was deleted.");
        return Task.FromResult(ExitCodes.Done);
    }
}
