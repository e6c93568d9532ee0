using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>get URL</c>: downloads a file.</summary>
internal static class GetCommand
{
    private static readonly Argument<string> Url = new("url") { Description = "Media URL of the file." };
    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "File to write, or - for standard output. Default: the name of the file, in the current folder.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Force = new("--force", "-f") { Description = "Replace the file if it exists." };

    public static Command Create() => CommandSession.Define(
        new Command("get", "Download a file. If the connection breaks, the download resumes where it stopped.") { Url, Output, Force }, RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var url = session.Value(Url);
        using var client = session.Connection.CreateReader();
        if (session.Value(Output) == "-")
        {
            await using var output = Console.OpenStandardOutput();
            await client.Attachments.DownloadToAsync(url, output, cancellationToken: cancellationToken);
            return ExitCodes.Done;
        }

        var path = session.Value(Output) ?? await NameAsync(client, url, cancellationToken);
        if (File.Exists(path) && !IsDevice(path) && !session.Value(Force))
        {
            throw new UsageException($"{path} exists. Replace it with --force, or choose another file with --output.");
        }

        return await TransferDisplay.RunAsync(session.Terminal, async open =>
        {
            var show = open(path);
            var size = await WriteAsync(client, url, path, new Progress(report => show(report.BytesReceived, report.TotalBytes)), cancellationToken);
            session.Terminal.Result(new FileReport { File = path, MediaUrl = url, Size = size }, CliJson.Default.FileReport, path);
            return ExitCodes.Done;
        });
    }

    private static async Task<string> NameAsync(ParhelionClient client, string url, CancellationToken cancellationToken)
    {
        await using var download = await client.Attachments.DownloadAsync(url, new DownloadOptions { Length = 1 }, cancellationToken);
        var name = download.FileName ?? Path.GetFileName(Uri.UnescapeDataString(new Uri(url).AbsolutePath));
        return name is "" or "." or ".." ? throw new UsageException("The file has no name. Choose one with --output.") : name;
    }

    // Writes to a temporary file and renames it at the end, so that a file with the final name is always complete.
    private static async Task<long> WriteAsync(ParhelionClient client, string url, string path, Progress progress, CancellationToken cancellationToken)
    {
        if (IsDevice(path))
        {
            await using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1, FileOptions.Asynchronous);
            return await client.Attachments.DownloadToAsync(url, device, new DownloadOptions { Progress = progress }, cancellationToken);
        }

        var draft = $"{path}.{Environment.ProcessId}.part";
        // Another program may own a file of this name, so only a file that was created here is deleted.
        var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        try
        {
            long size;
            await using (file)
            {
                size = await client.Attachments.DownloadToAsync(url, file, new DownloadOptions { Progress = progress }, cancellationToken);
            }

            File.Move(draft, path, overwrite: true);
            return size;
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    // A device must be written to directly. Renaming a file to /dev/null would replace the device for every program.
    private static bool IsDevice(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return false;
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);
    }

    private sealed class Progress(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
