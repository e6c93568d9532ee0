using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Parhelion.Protocol;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>link URL...</c>: creates signed links.</summary>
internal static class LinkCommand
{
    private static readonly Argument<string[]> Urls = new("url")
    {
        Description = "Media URLs, or - to read them from standard input, one per line.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Expires = new("--expires")
    {
        Description = "Time until the link expires: 1m to 7d.",
        DefaultValueFactory = _ => "1h",
        HelpName = "TIME",
    };

    private static readonly Option<bool> Download = new("--download") { Description = "Make browsers save the file instead of showing it." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "link",
            "Create signed links. Anyone who has a link can read the file, even a private one, until the link expires. Parhelion only.",
            "parhelion link MEDIA_URL --expires 15m",
            "parhelion upload --access private offer.pdf | parhelion link - --expires 7d --download")
        {
            Urls,
            Expires,
            Download,
        },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var urls = MediaUrlArgument.All(session.Value(Urls), cancellationToken);
        var lifetime = Duration.Parse("--expires", session.Value(Expires)!);
        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > TimeSpan.FromDays(7)) throw new UsageException("--expires must be 1m to 7d.");
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        var code = ExitCodes.Done;
        foreach (var url in urls)
        {
            try
            {
                var link = await client.Attachments.CreateLinkAsync(appId, MediaUrlArgument.Check(url), lifetime, session.Value(Download), cancellationToken);
                session.Terminal.Result(link, ProtocolJson.Default.AttachmentLink, link.Url);
                session.Terminal.Say($"Expires at {TimeText.Of(link.ExpiresAt)}.");
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
