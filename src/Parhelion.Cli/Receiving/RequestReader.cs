using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Parhelion.Cli.Receiving;

/// <summary>Reads one request of HTTP/1.1: at most 16 KiB of headers and 4 MiB of body.</summary>
internal static class RequestReader
{
    private const int MaxHead = 16 * 1024;
    private const int MaxBody = 4 * 1024 * 1024;
    private const int MaxChunkLine = 256;

    /// <exception cref="InvalidDataException">This is not a request, or it is too large.</exception>
    /// <exception cref="EndOfStreamException">The connection ended within the request.</exception>
    public static async Task<ReceivedRequest> ReadAsync(PipeReader input, Func<Task> sendContinue, CancellationToken cancellationToken)
    {
        var lines = (await LineAsync(input, "\r\n\r\n"u8.ToArray(), MaxHead, cancellationToken)).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, _, ['H', 'T', 'T', 'P', '/', '1', '.', ..]]) throw new InvalidDataException("This is not HTTP/1.1.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            if (line.Split(':', 2) is not [{ Length: > 0 } name, var value]) throw new InvalidDataException("A header has no name.");
            headers[name] = value.Trim();
        }

        if (headers.GetValueOrDefault("Expect") is not null) await sendContinue();
        return new ReceivedRequest(method, headers, await BodyAsync(input, headers, cancellationToken));
    }

    private static async Task<byte[]> BodyAsync(PipeReader input, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (headers.ContainsKey("Transfer-Encoding")) return await ChunksAsync(input, cancellationToken);
        if (!headers.TryGetValue("Content-Length", out var text)) return [];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > MaxBody) throw new InvalidDataException("The body is too large.");
        return await BytesAsync(input, length, cancellationToken);
    }

    private static async Task<byte[]> ChunksAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        for (; ; )
        {
            var size = (await LineAsync(input, "\r\n"u8.ToArray(), MaxChunkLine, cancellationToken)).Split(';')[0];
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length < 0 || length > MaxBody - body.WrittenCount)
            {
                throw new InvalidDataException("The body is too large, or its chunks are invalid.");
            }

            body.Write(await BytesAsync(input, length, cancellationToken));
            await LineAsync(input, "\r\n"u8.ToArray(), MaxChunkLine, cancellationToken);
            if (length == 0) return body.WrittenSpan.ToArray();
        }
    }

    private static async Task<byte[]> BytesAsync(PipeReader input, int length, CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(length, cancellationToken);
        if (read.Buffer.Length < length) throw new EndOfStreamException();
        var bytes = read.Buffer.Slice(0, length).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }

    private static async Task<string> LineAsync(PipeReader input, byte[] end, int limit, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            var read = await input.ReadAsync(cancellationToken);
            var known = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, limit)).ToArray();
            var length = known.AsSpan().IndexOf(end);
            if (length >= 0)
            {
                input.AdvanceTo(read.Buffer.GetPosition(length + end.Length));
                return Encoding.Latin1.GetString(known, 0, length);
            }

            if (known.Length == limit) throw new InvalidDataException("The headers are too large.");
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) throw new EndOfStreamException();
        }
    }
}
