using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;
using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>upload FILE...</c>: uploads files, several at the same time.</summary>
internal static class UploadCommand
{
    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "Files, quoted patterns, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Name of the file. Required for standard input.",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Recursive = new("--recursive", "-r")
    {
        Description = "Upload all files in a folder and in its subfolders. Links to folders are not followed.",
    };

    private static readonly Option<string[]> Exclude = new("--exclude")
    {
        Description = "Skip files with this name or pattern, such as '*.log'. May be repeated.",
        HelpName = "PATTERN",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print the files that would be uploaded, and send nothing.",
    };

    private static readonly Option<bool> Restart = new("--restart")
    {
        Description = "Upload large files from the beginning. Without this option, an interrupted upload continues where it stopped.",
    };

    public static Command Create()
    {
        return CommandSession.Define(
            new ToolCommand(
                "upload", "Upload files and print the media URL of each, in the order of the files.",
                "parhelion upload picture.png 'scans/**/*.pdf'",
                "parhelion upload --recursive photos --exclude '*.tmp'",
                "parhelion upload --for message --conversation CONVERSATION_ID picture.png",
                "pg_dump shop | parhelion upload - --name shop.txt")
            {
                Files, AttachmentOptions.For, AttachmentOptions.Conversation, AttachmentOptions.Access, Name, Recursive, Exclude, Restart, DryRun, TransferOptions.Parallel, TransferOptions.LimitRate,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var files = new FileArguments(session.Value(Recursive), session.Value(Exclude) ?? []).Expand(session.Value(Files));
        var name = NameOf(session, files);
        var (parallel, rate) = (TransferOptions.ParallelOf(session), TransferOptions.RateOf(session));
        if (session.Value(DryRun))
        {
            foreach (var file in files) session.Terminal.Result(new FileReport { File = file }, CliJson.Default.FileReport, file);
            return ExitCodes.Done;
        }

        var target = TargetOf(session);
        using var client = session.Connection.CreateClient();
        var upload = new Upload(client, target, session.Terminal, session.Value(Restart));
        using var batch = new TransferBatch(session.Terminal, parallel, report => [report.MediaUrl]);
        return await batch.RunAsync(files.Select(Transfer), cancellationToken);

        Transfer Transfer(string file) => new(file, new FileReport { File = file }, async (display, token) =>
        {
            using var bar = display.Open(name ?? file);
            var report = await upload.RunAsync(new LocalFile(file, name, rate), bar, token);
            if (session.Terminal is { HasViewer: false, IsJson: false }) session.Terminal.Say($"{TerminalText.Of(file)}\t{report.Size}\t{report.MediaType}");
            return report;
        });
    }

    private static string? NameOf(CommandSession session, IReadOnlyList<string> files)
    {
        var name = session.Value(Name);
        if (name is not null && string.IsNullOrWhiteSpace(name)) throw new UsageException("--name must not be empty.");
        if (name is not null && files.Count > 1) throw new UsageException("--name works with one file only.");
        return name is not null || !files.Contains(StandardInput.Argument)
            ? name
            : throw new UsageException("Standard input has no name, and the API checks the file extension. Set a name, such as: --name picture.png");
    }

    private static UploadTarget TargetOf(CommandSession session) => new(
        session.Connection.Host,
        session.Connection.AppId,
        session.Value(AttachmentOptions.Access)!,
        session.Value(AttachmentOptions.For),
        session.Value(AttachmentOptions.Conversation));
}
