using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Commands;

/// <summary>Creates the root command with the global options and all commands.</summary>
internal static class RootCommandFactory
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Manages attachments of Sunshine Conversations and of Parhelion from the command line.")
        {
            UploadCommand.Create(),
            GetCommand.Create(),
            RemoveCommand.Create(),
            LinkCommand.Create(),
            UploadLinkCommand.Create(),
            StatCommand.Create(),
            VerifyCommand.Create(),
            ListCommands.Create(),
            UsageCommand.Create(),
            AppCommands.Create(),
            KeyCommands.Create(),
            IntegrationCommands.Create(),
            WebhookCommands.Create(),
            ClientCommands.Create(),
            SimulateCommands.Create(),
            ApiCommand.Create(),
            LoginCommand.Create(),
            ProfileCommands.Create(),
            TokenCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
            CompleteCommand.Create(),
            HelpCommand.Create(),
            HelpCommand.CreateVersion(),
        };
        foreach (var option in GlobalOptions.All) root.Add(option);
        GlobalOptions.Profile.CompletionSources.Add(_ => ProfileNames());
        HelpWithExamples.Install(root);
        return root;
    }

    private static string[] ProfileNames()
    {
        try
        {
            return [.. ProfileStore.Read().Profiles.Keys];
        }
        catch (Exception e) when (ExpectedFaults.Include(e))
        {
            // A completion cannot show the error. The command will.
            return [];
        }
    }
}
