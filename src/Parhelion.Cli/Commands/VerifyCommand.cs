using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>verify FILE URL</c>: compares a file with what the server sends.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Path = new("file") { Description = "The local file." };
    private static readonly Argument<string> Url = new("url") { Description = "Media URL of the uploaded file." };

    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "verify", "Compare a local file with an uploaded one, byte by byte.",
            "parhelion verify picture.png MEDIA_URL && rm picture.png") { Path, Url },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var url = MediaUrlArgument.Check(session.Value(Url));
        if (!File.Exists(session.Value(Path))) throw new UsageException($"{session.Value(Path)} does not exist.");
        using var client = session.Connection.CreateReader();
        await using var file = new FileStream(session.Value(Path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous);
        await using var comparison = new ComparingStream(file);
        await client.Attachments.DownloadToAsync(url, comparison, cancellationToken: cancellationToken);
        await comparison.EndAsync(cancellationToken);
        session.Terminal.Result(new FileReport { File = session.Value(Path), MediaUrl = url, Size = file.Length }, CliJson.Default.FileReport, "equal", session.Value(Path), url);
        return ExitCodes.Done;
    }
}
