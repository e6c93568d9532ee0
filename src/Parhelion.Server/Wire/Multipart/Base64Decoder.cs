using System.Buffers;
using System.Buffers.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes the transfer encoding <c>base64</c> (RFC 2045, section 6.8). The decoder skips line breaks, spaces and tabs, and refuses all other
/// characters outside of the base64 alphabet.</summary>
/// <remarks>Lines may have any length, and padding is allowed only at the end. If other characters were skipped, two parsers might skip different ones and get
/// different content.</remarks>
internal sealed class Base64Decoder : IPartDecoder
{
    private const int Group = 4;
    private const int BlockBytes = 4096;

    private static readonly SearchValues<byte> Whitespace = SearchValues.Create("\r\n \t"u8);

    // Bytes that are not decoded yet. The last group is held until the end of the part, because only the final group may be padded.
    private readonly byte[] held = new byte[BlockBytes];
    private int count;

    /// <inheritdoc />
    public void Decode(ReadOnlySpan<byte> written, IBufferWriter<byte> content)
    {
        while (!written.IsEmpty)
        {
            var blank = written.IndexOfAny(Whitespace);
            var run = blank < 0 ? written : written[..blank];
            written = blank < 0 ? [] : written[(blank + 1)..];
            while (!run.IsEmpty)
            {
                if (count == held.Length) DecodeHeld(content);
                var taken = Math.Min(run.Length, held.Length - count);
                run[..taken].CopyTo(held.AsSpan(count));
                count += taken;
                run = run[taken..];
            }
        }
    }

    /// <inheritdoc />
    public void Finish(IBufferWriter<byte> content)
    {
        if (count > Group) DecodeHeld(content);
        if (count % Group != 0) throw Malformed();
        Write(held.AsSpan(0, count), content, isLast: true);
        count = 0;
    }

    // Decodes all but the last group.
    private void DecodeHeld(IBufferWriter<byte> content)
    {
        var ready = (count - 1) / Group * Group;
        Write(held.AsSpan(0, ready), content, isLast: false);
        held.AsSpan(ready, count - ready).CopyTo(held);
        count -= ready;
    }

    private static void Write(ReadOnlySpan<byte> groups, IBufferWriter<byte> content, bool isLast)
    {
        if (groups.IsEmpty) return;
        var status = Base64.DecodeFromUtf8(groups, content.GetSpan(groups.Length), out var consumed, out var written, isLast);
        if (status != OperationStatus.Done || consumed != groups.Length) throw Malformed();
        content.Advance(written);
    }

    private static MultipartException Malformed() => MultipartException.Malformed("A part is not valid base64, although its Content-Transfer-Encoding says so.");
}
