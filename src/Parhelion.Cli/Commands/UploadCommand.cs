using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>upload FILE...</c>: uploads files in parallel.</summary>
internal static class UploadCommand
{
    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "Files, quoted patterns, or - for standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> For = new("--for")
    {
        Description = "'message': the server deletes the file together with its message, conversation or user.",
        HelpName = "message",
    };

    private static readonly Option<string?> Conversation = new("--conversation") { Description = "Id of the conversation that the files belong to.", HelpName = "ID" };
    private static readonly Option<string> Access = new("--access") { Description = "Who may read the files: public or private.", DefaultValueFactory = _ => "public" };
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the file. Required for standard input.", HelpName = "NAME" };
    private static readonly Option<int> Parallel = new("--parallel") { Description = "Number of uploads at the same time, 1 to 16.", DefaultValueFactory = _ => 4 };

    public static Command Create() => CommandSession.Define(
        new Command("upload", "Upload files and print the media URL of each, in the order of the files.") { Files, For, Conversation, Access, Name, Parallel },
        RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var files = FileArguments.Expand(session.Value(Files));
        var name = session.Value(Name);
        if (name is not null && files.Count > 1) throw new UsageException("--name works with one file only.");
        if (name is null && files.Contains(FileArguments.StandardInput))
        {
            throw new UsageException("Standard input has no name, and the API checks the file extension. Set a name, such as: --name picture.png");
        }

        if (session.Value(Parallel) is < 1 or > 16) throw new UsageException("--parallel must be 1 to 16.");
        var appId = session.Connection.AppId;
        using var client = session.Connection.CreateClient();
        using var gate = new SemaphoreSlim(session.Value(Parallel));
        var reports = new FileReport[files.Count];
        var code = await TransferDisplay.RunAsync(session.Terminal, async open =>
        {
            await Task.WhenAll(files.Select((file, i) => OneAsync(i, file, open)));
            return Array.Find(reports, report => report.Error is not null)?.Error!.ExitCode ?? ExitCodes.Done;
        });
        foreach (var report in reports) Tell(session.Terminal, report);
        return code;

        async Task OneAsync(int index, string file, Func<string, Action<long, long?>> open)
        {
            await gate.WaitAsync(CancellationToken.None);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var report = reports[index] = await UploadAsync(session, client, appId, file, name, open(name ?? file), cancellationToken);
                if (session.Terminal is { HasViewer: false, IsJson: false }) session.Terminal.Say($"{report.File}\t{report.Size}\t{report.MediaType}");
            }
            catch (Exception e) when (e is ParhelionException or IOException or UnauthorizedAccessException or OperationCanceledException)
            {
                reports[index] = new FileReport { File = file, Error = Terminal.Report(e) };
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private static async Task<FileReport> UploadAsync(
        CommandSession session, ParhelionClient client, string appId, string file, string? name, Action<long, long?> show, CancellationToken cancellationToken)
    {
        await using var input = file == FileArguments.StandardInput ? Console.OpenStandardInput() : null;
        var source = input is null ? UploadSource.FromFile(file, name) : UploadSource.FromStream(input, name!);
        long size = 0;
        var progress = new Progress(report =>
        {
            size = report.BytesSent;
            show(report.BytesSent, report.TotalBytes);
        });
        var options = new UploadAttachmentOptions
        {
            Purpose = session.Value(For) is { } purpose ? new AttachmentPurpose(purpose) : null,
            ConversationId = session.Value(Conversation),
            Progress = progress,
        };
        var attachment = await client.Attachments.UploadAttachmentAsync(
            appId, session.Value(Access)!, source, options, cancellationToken);
        return new FileReport { File = file, MediaUrl = attachment.MediaUrl, MediaType = attachment.MediaType, Size = size };
    }

    private static void Tell(Terminal terminal, FileReport report)
    {
        if (report.Error is null)
        {
            terminal.Result(report, CliJson.Default.FileReport, report.MediaUrl!);
            return;
        }

        if (terminal.IsJson) terminal.Result(report, CliJson.Default.FileReport, "");
        else Console.Error.WriteLine($"parhelion: {report.File}: {report.Error.Message}");
    }

    // Reports on the calling thread. Progress<T> of .NET would report later and out of order.
    private sealed class Progress(Action<UploadProgress> report) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => report(value);
    }
}
