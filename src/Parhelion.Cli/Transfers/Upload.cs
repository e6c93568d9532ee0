using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Transfers;

/// <summary>Uploads one file. A large file continues where an earlier run of the tool ended.</summary>
/// <param name="client">The client.</param>
/// <param name="target">What the new attachment belongs to.</param>
/// <param name="terminal">The terminal.</param>
/// <param name="restarts">Whether the upload of an earlier run is forgotten.</param>
internal sealed class Upload(ParhelionClient client, UploadTarget target, Terminal terminal, bool restarts)
{
    private static readonly long Threshold = new ParhelionClientOptions().ResumableUploadThreshold;

    private readonly UnfinishedUploads? unfinished = UnfinishedUploads.OfUser();

    /// <summary>Uploads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bar">Shows the progress.</param>
    /// <param name="cancellationToken">Cancels the upload. A later run can continue it.</param>
    public async Task<FileReport> RunAsync(LocalFile file, TransferBar bar, CancellationToken cancellationToken)
    {
        var version = VersionOf(file);
        var record = RecordOf(file, version);
        await using var input = file.Open(version);
        if (restarts) record?.Drop();
        var progress = new UploadWatch(file, bar, terminal, record);
        try
        {
            var attachment = await client.Attachments.UploadAttachmentAsync(
                target.AppId, target.Access, file.SourceOf(input), progress.OptionsOf(target, continues: !restarts), cancellationToken);
            record?.Forget();
            return new FileReport { File = file.Path, MediaUrl = attachment.MediaUrl, MediaType = attachment.MediaType, Size = progress.Size };
        }
        catch (ParhelionException refused) when (refused is { ResumableUpload: null, Status: >= 400 and < 500 })
        {
            // There is nothing to continue.
            record?.Forget();
            throw;
        }
        catch (Exception e) when (progress.CanBeContinued && e is (OperationCanceledException or ParhelionException { ResumableUpload: not null }))
        {
            if (!terminal.IsJson) terminal.Say($"{TerminalText.Of(file.Path)}: run the same command again within 24 hours to continue the upload");
            throw;
        }
    }

    // Small files are sent as forms, which nothing continues.
    private UploadRecord? RecordOf(LocalFile file, FileInfo? version)
    {
        if (version is null || version.Length <= Threshold) return null;
        return unfinished?.Find(new UploadIdentity(target.Host, target.AppId, [.. target.Properties, file.Name ?? Path.GetFileName(file.Path)], version));
    }

    // The size and the time of a regular file, as they are now. The upload must be of this version.
    private static FileInfo? VersionOf(LocalFile file)
    {
        if (file.Path == StandardInput.Argument) return null;
        var info = File.ResolveLinkTarget(file.Path, returnFinalTarget: true) as FileInfo ?? new FileInfo(file.Path);
        return info is { Exists: true, Length: > 0 } ? info : null;
    }
}
