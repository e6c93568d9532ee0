using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Reads a multipart form (RFC 7578) part by part while the form arrives. The reader reads each byte once, and copies at most the header sections. Its
/// memory is bounded by <see cref="MultipartLimits"/> and by the buffers of the body.</summary>
internal sealed class MultipartReader(PipeReader body, string boundary, MultipartLimits limits)
{
    private readonly DelimiterScanner scanner = new(boundary);
    private readonly int delimiterBytes = boundary.Length + "\r\n--\r\n".Length;
    private PartContentReader? content;
    private int parts;
    private long overhead;
    private bool ended;

    /// <summary>The character set of file names in later parts that are not UTF-8; <see langword="null"/> when the form names none.</summary>
    public Encoding? Charset { get; set; }

    /// <summary>
    /// Returns the next part, or <see langword="null"/> after the closing delimiter, once the body has ended. Skips the unread rest of
    /// the previous part.
    /// </summary>
    /// <exception cref="MultipartException">The body is malformed, ends too early, or is over a limit.</exception>
    public async ValueTask<MultipartPart?> ReadPartAsync(CancellationToken cancellationToken)
    {
        if (ended) return null;
        await SkipToDelimiterAsync(content ?? new PartContentReader(body, scanner), cancellationToken);
        if (scanner.Found is DelimiterScanResult.Last)
        {
            await SkipEpilogueAsync(cancellationToken);
            ended = true;
            return null;
        }

        if (++parts > limits.MaxParts) throw new MultipartException(MultipartFault.TooManyParts, $"The form has more than {limits.MaxParts} parts.");
        var headers = await ReadHeadersAsync(cancellationToken);
        scanner.Restart();
        content = new PartContentReader(body, scanner);
        return new MultipartPart(headers, content);
    }

    /// <summary>Ends a read that the consumer of a part left open. Call this to abandon the form, so that the body can be drained.</summary>
    public void Release() => content?.Release();

    private async ValueTask SkipToDelimiterAsync(PartContentReader rest, CancellationToken cancellationToken)
    {
        var atDelimiter = false;
        while (!atDelimiter)
        {
            (var discarded, atDelimiter) = await rest.SkipAsync(cancellationToken);
            Spend(discarded);
        }

        Spend(delimiterBytes);
    }

    private async ValueTask SkipEpilogueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var length = read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            Spend(length);
            if (read.IsCompleted) return;
        }
    }

    private async ValueTask<PartHeaders> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        var section = default(HeaderSectionEndScanner);
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var (consumed, examined) = (buffer.End, buffer.End);
            try
            {
                foreach (var memory in buffer.Slice(section.Fed)) section.Feed(memory.Span, limits);
                if (section.Ended)
                {
                    (consumed, examined) = (buffer.GetPosition(section.Fed), buffer.GetPosition(section.Fed));
                    Spend(section.Fed);
                    return Parse(buffer.Slice(0, section.Fed));
                }

                if (read.IsCompleted) throw MultipartException.Truncated();
                consumed = buffer.Start;
            }
            finally
            {
                body.AdvanceTo(consumed, examined);
            }
        }
    }

    private PartHeaders Parse(in ReadOnlySequence<byte> section) =>
        section.IsSingleSegment ? PartHeaders.Parse(section.FirstSpan, Charset) : PartHeaders.Parse(section.ToArray(), Charset);

    private void Spend(long bytes)
    {
        overhead += bytes;
        if (overhead > limits.MaxOverheadBytes)
        {
            throw new MultipartException(MultipartFault.OverheadTooLarge, $"The form has more than {limits.MaxOverheadBytes} bytes besides its file.");
        }
    }
}
