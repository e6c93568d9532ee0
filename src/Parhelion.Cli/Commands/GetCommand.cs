using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;
using Parhelion.Cli.Transfers;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>get URL...</c>: downloads files.</summary>
internal static class GetCommand
{
    private static readonly Argument<string[]> Urls = new("url")
    {
        Description = "Media URLs, or - to read them from standard input, one per line.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "File or folder to write to, or - for standard output. Default: the name of the file, in the current folder.",
        HelpName = "PATH",
    };

    private static readonly Option<bool> Force = new("--force", "-f") { Description = "Replace the file if it exists." };
    private static readonly Option<bool> SkipExisting = new("--skip-existing") { Description = "Skip files that exist already." };

    private static readonly Option<string?> Offset = new("--offset")
    {
        Description = "With -o -: skip this many bytes at the beginning, such as 2M.",
        HelpName = "BYTES",
    };

    private static readonly Option<string?> Count = new("--count")
    {
        Description = "With -o -: print at most this many bytes.",
        HelpName = "BYTES",
    };

    private static readonly Option<string?> RenditionName = new("--rendition")
    {
        Description = "Download a smaller picture of each file, such as preview or thumbnail. Parhelion only.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Format = new("--format") { Description = "Format of the picture that --rendition downloads. Default: webp." };

    public static Command Create()
    {
        RenditionName.CompletionSources.Add(Rendition.Preview, Rendition.Thumbnail);
        Format.AcceptOnlyFromAmong($"{RenditionFormat.Webp}", $"{RenditionFormat.Jpeg}", $"{RenditionFormat.Png}");
        return CommandSession.Define(
            new ToolCommand(
                "get", "Download files. To resume an interrupted download, run the same command again.",
                "parhelion get MEDIA_URL -o picture.png",
                "parhelion get MEDIA_URL MEDIA_URL -o downloads",
                "parhelion get MEDIA_URL -o - | sha256sum",
                "parhelion get MEDIA_URL --rendition preview --format png -o preview.png",
                "parhelion upload a.png b.png | parhelion get - -o copies")
            {
                Urls, Output, Force, SkipExisting, Offset, Count, RenditionName, Format, TransferOptions.Parallel, TransferOptions.LimitRate,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var arguments = session.Value(Urls);
        var urls = MediaUrlArgument.All(arguments, cancellationToken);
        var (output, rate) = (session.Value(Output), TransferOptions.RateOf(session));
        var kind = KindOf(output, isSeveral: arguments.Length > 1 || arguments[0] == StandardInput.Argument);
        var locate = LocatorOf(session);
        using var client = session.Connection.CreateReader();
        if (StandardOutput.IsNamedBy(output)) return await PrintAsync(session, urls, url => new Download(client, locate(url), (_, _) => { }, rate), cancellationToken);
        if (session.Value(Offset) is not null || session.Value(Count) is not null) throw new UsageException("A part of a file can only be written to standard output. Add: -o -");
        await using var device = kind == FileKind.Special ? new DeviceWriter(output!) : null;
        var claimed = new ClaimedTargets();
        using var batch = new TransferBatch(session.Terminal, kind == FileKind.Special ? 1 : TransferOptions.ParallelOf(session), report => [report.File]);
        return await batch.RunAsync(urls.Select(Transfer), cancellationToken);

        Transfer Transfer(string url) => new(url, new FileReport { MediaUrl = url }, async (display, token) =>
        {
            var location = locate(url);
            var remote = kind == FileKind.Special ? null : await RemoteFile.AskAsync(client, location, token);
            var path = kind == FileKind.Folder ? Path.Combine(output ?? "", remote!.NameFor(url)) : output!;
            using var bar = display.Open(path);
            var download = new Download(client, location, bar.Report, rate);
            var size = remote is null
                ? await download.WriteThroughAsync(device!.Open(), new DownloadOptions(), token)
                : await WriteAsync(session, download, (path, claimed), remote, token);
            return new FileReport { File = path, MediaUrl = url, Size = size };
        });
    }

    // Returns the URL to download for a media URL, which is checked before: its own, or that of a rendition.
    private static Func<string, string> LocatorOf(CommandSession session)
    {
        var format = session.Value(Format);
        if (session.Value(RenditionName) is { } name)
        {
            if (string.IsNullOrWhiteSpace(name)) throw new UsageException("--rendition must not be empty.");
            return url => Rendition.UrlOf(MediaUrlArgument.Check(url), name, format is null ? default : new RenditionFormat(format));
        }

        return format is null ? MediaUrlArgument.Check : throw new UsageException("--format is the format of a rendition. Add: --rendition preview");
    }

    private static FileKind KindOf(string? output, bool isSeveral)
    {
        if (output is null) return FileKind.Folder;
        if (string.IsNullOrWhiteSpace(output)) throw new UsageException("--output must not be empty.");
        if (StandardOutput.IsNamedBy(output)) return FileKind.Special;
        var kind = FileKinds.Of(output);
        if (kind == FileKind.Missing && Path.EndsInDirectorySeparator(output)) throw new UsageException($"The folder {output} does not exist. Create it with: mkdir -p {output}");
        if (isSeveral && kind is not (FileKind.Folder or FileKind.Special))
        {
            throw new UsageException($"{output} is not a folder. To download several files, choose a folder that exists.");
        }

        return kind;
    }

    private static DownloadOptions RangeOf(CommandSession session) => new()
    {
        Offset = session.Value(Offset) is { } offset ? ByteSize.Parse("--offset", offset, least: 0) : 0,
        Length = session.Value(Count) is { } count ? ByteSize.Parse("--count", count) : null,
    };

    // Prints the other files even when one fails.
    private static async Task<int> PrintAsync(CommandSession session, IEnumerable<string> urls, Func<string, Download> download, CancellationToken cancellationToken)
    {
        var range = RangeOf(session);
        await using var output = StandardOutput.Open();
        var code = ExitCodes.Done;
        foreach (var url in urls)
        {
            try
            {
                await download(url).WriteThroughAsync(output, range, cancellationToken);
            }
            catch (Exception e) when (e is ParhelionException or UsageException)
            {
                if (code == ExitCodes.Done) code = ExitCodes.Of(e);
                session.Terminal.Fail(ErrorText.Report(e), url);
            }
        }

        return code;
    }

    private static async Task<long?> WriteAsync(
        CommandSession session, Download download, (string Path, ClaimedTargets Claimed) place, RemoteFile remote, CancellationToken cancellationToken)
    {
        var target = DownloadTarget.At(place.Path);
        place.Claimed.Claim(target);
        if (target.Kind == FileKind.Special) return await download.WriteThroughAsync(target.FinalPath, new DownloadOptions(), cancellationToken);
        if (target.Kind == FileKind.File && session.Value(SkipExisting)) return null;
        var replaces = session.Value(Force);
        if (target.Kind == FileKind.File && !replaces) throw new UsageException($"{place.Path} exists. Replace it with --force, or choose another file with --output.");
        try
        {
            return await download.WriteFileAsync(target, replaces, remote, cancellationToken);
        }
        finally
        {
            if (download.Kept is { } part) session.Terminal.Say($"The received part of the file is kept in {TerminalText.Of(part)}. To resume the download, run the same command again.");
        }
    }
}
