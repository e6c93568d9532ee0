using Parhelion.Cli.Files;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Transfers;

/// <summary>Follows one upload: shows its progress, keeps its URL for a later run, and ends it when a later run has taken it over.</summary>
internal sealed class UploadWatch(LocalFile file, TransferBar bar, Terminal terminal, UploadRecord? record)
{
    private ResumableUpload? earlier;

    /// <summary>Number of bytes that were sent.</summary>
    public long Size { get; private set; }

    /// <summary>Whether the server has an upload that a later run can continue.</summary>
    public bool CanBeContinued => record is { IsKept: true };

    /// <param name="target">Where the attachment belongs.</param>
    /// <param name="continues">Whether the upload of an earlier run is continued, if there is one.</param>
    public UploadAttachmentOptions OptionsOf(UploadTarget target, bool continues)
    {
        earlier = continues ? record?.Claim() : null;
        return new UploadAttachmentOptions
        {
            Purpose = target.Purpose is { } purpose ? new AttachmentPurpose(purpose) : null,
            ConversationId = target.ConversationId,
            Progress = new SynchronousProgress<UploadProgress>(Report),
            ResumableUploadCreated = record is null ? null : Keep,
            ResumeFrom = earlier,
        };
    }

    private void Keep(ResumableUpload upload)
    {
        earlier = null;
        record!.Keep(upload);
    }

    private void Report(UploadProgress report)
    {
        record?.RequireOwn();
        // The first report of a continued upload tells where it continues.
        if (earlier is not null && !terminal.IsJson) terminal.Say($"{TerminalText.Of(file.Path)}: continuing at {HumanReadable.Of(report.BytesSent)} of {HumanReadable.Of(earlier.Length)}");
        earlier = null;
        Size = report.BytesSent;
        bar.Report(report.BytesSent, report.TotalBytes);
    }
}
