using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>rm URL...</c>: removes attachments.</summary>
internal static class RemoveCommand
{
    private static readonly Argument<string[]> Urls = new("url")
    {
        Description = "Media URLs, or - to read them from standard input, one per line.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print the media URLs that would be removed, and remove nothing.",
    };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "rm", "Remove attachments by their media URLs.",
            "parhelion rm MEDIA_URL",
            "parhelion rm - < urls.txt") { Urls, DryRun }, RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var urls = MediaUrlArgument.All(session.Value(Urls), cancellationToken);
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var code = ExitCodes.Done;
        foreach (var url in urls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                MediaUrlArgument.Check(url);
                if (!session.Value(DryRun)) await client.Attachments.DeleteAttachmentAsync(appId, url, cancellationToken);
                session.Terminal.Result(new FileReport { MediaUrl = url }, CliJson.Default.FileReport, url);
            }
            catch (Exception e) when (e is ParhelionException or UsageException)
            {
                if (code == ExitCodes.Done) code = ExitCodes.Of(e);
                session.Terminal.Fail(new FileReport { MediaUrl = url, Error = ErrorText.Report(e) });
            }
        }

        return code;
    }
}
