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

    public static Command Create() => CommandSession.Define(new Command("rm", "Remove attachments by their media URLs.") { Urls }, RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var code = ExitCodes.Done;
        foreach (var url in session.Value(Urls).SelectMany(Lines))
        {
            try
            {
                await client.Attachments.DeleteAttachmentAsync(appId, url, cancellationToken);
                session.Terminal.Result(new FileReport { MediaUrl = url }, CliJson.Default.FileReport, url);
            }
            catch (ParhelionException e)
            {
                if (code == ExitCodes.Done) code = ExitCodes.Of(e);
                var report = new FileReport { MediaUrl = url, Error = Terminal.Report(e) };
                if (session.Terminal.IsJson) session.Terminal.Result(report, CliJson.Default.FileReport, "");
                else session.Terminal.Fail(e, url);
            }
        }

        return code;
    }

    private static IEnumerable<string> Lines(string argument)
    {
        if (argument != "-")
        {
            yield return argument;
            yield break;
        }

        while (Console.In.ReadLine() is { } line)
        {
            if (line.Trim() is { Length: > 0 } url) yield return url;
        }
    }
}
