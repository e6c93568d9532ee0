using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>Creates the root command with the global options and all commands.</summary>
internal static class RootCommandFactory
{
    public static RootCommand Create() => new("Manages attachments of Sunshine Conversations and of Parhelion from the command line.")
    {
        GlobalOptions.Profile,
        GlobalOptions.Host,
        GlobalOptions.App,
        GlobalOptions.Json,
        GlobalOptions.Quiet,
        UploadCommand.Create(),
        GetCommand.Create(),
        RemoveCommand.Create(),
        ListCommands.Create(),
        AppCommands.Create(),
        KeyCommands.Create(),
        LoginCommand.Create(),
        ProfileCommands.Create(),
        TokenCommand.Create(),
        DoctorCommand.Create(),
        CompletionCommand.Create(),
    };
}
