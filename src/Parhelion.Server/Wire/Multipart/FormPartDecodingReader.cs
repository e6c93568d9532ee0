using System.IO.Pipelines;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Reads and decodes the content of a form part that has a transfer encoding. The reader decodes more content only when the consumer has seen what is
/// decoded. So memory use is bounded.
/// </summary>
internal sealed class FormPartDecodingReader(PipeReader written, IPartDecoder decoder) : PipeReader
{
    // Without a pause threshold, because the reader itself fills the pipe and would wait for itself.
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
    private bool ended;

    /// <summary>Returns a reader of the decoded content; the part itself if it is not encoded.</summary>
    public static PipeReader Of(PipeReader written, ContentTransferEncoding encoding) => encoding switch
    {
        ContentTransferEncoding.Base64 => new FormPartDecodingReader(written, new Base64Decoder()),
        ContentTransferEncoding.QuotedPrintable => new FormPartDecodingReader(written, new QuotedPrintableDecoder()),
        _ => written,
    };

    /// <inheritdoc />
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult read;
        while (!pipe.Reader.TryRead(out read)) await FillAsync(cancellationToken);
        return read;
    }

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result) => pipe.Reader.TryRead(out result);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => pipe.Reader.AdvanceTo(consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => pipe.Reader.AdvanceTo(consumed, examined);

    /// <inheritdoc />
    public override void CancelPendingRead() => written.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
        // The pipe returns its memory only when both ends are completed.
        pipe.Writer.Complete();
        pipe.Reader.Complete();
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (ended) throw new InvalidOperationException("The part has been read to its end.");
        var read = await written.ReadAsync(cancellationToken);
        try
        {
            foreach (var piece in read.Buffer) decoder.Decode(piece.Span, pipe.Writer);
            ended = read.IsCompleted;
            if (ended) decoder.Finish(pipe.Writer);
        }
        finally
        {
            written.AdvanceTo(read.Buffer.End);
        }

        if (ended) await pipe.Writer.CompleteAsync();
        else await pipe.Writer.FlushAsync(cancellationToken);
    }
}
