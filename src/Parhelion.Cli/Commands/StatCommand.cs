using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>stat URL</c>: shows what the server says about a file, without downloading it.</summary>
internal static class StatCommand
{
    private static readonly Argument<string> Url = new("url") { Description = "Media URL of the file." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "stat", "Show name, size, type and ETag of a file, without downloading it.",
            "parhelion stat MEDIA_URL",
            "parhelion stat MEDIA_URL --json | jq .size") { Url },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var url = MediaUrlArgument.Check(session.Value(Url));
        using var client = session.Connection.CreateReader();
        var file = await RemoteFile.AskAsync(client, url, cancellationToken);
        var report = new StatReport(url, file.NameFor(url), file.Size, file.MediaType, file.ETag);
        session.Terminal.Result(report, CliJson.Default.StatReport, report.Name, $"{report.Size}", report.MediaType, report.ETag);
        return ExitCodes.Done;
    }
}
