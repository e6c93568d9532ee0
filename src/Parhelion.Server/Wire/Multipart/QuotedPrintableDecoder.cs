using System.Buffers;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes the transfer encoding <c>quoted-printable</c> (RFC 2045, section 6.7). Bytes that should have been quoted are kept as they are.</summary>
/// <remarks>In this encoding <c>=XX</c> is a byte, and <c>=</c> at the end of a line joins the line with the next one. Blanks at the end of a line are dropped,
/// because they were added in transport.</remarks>
internal sealed class QuotedPrintableDecoder : IPartDecoder
{
    // Maximum number of blanks held until it is known whether the line ends with them. RFC 2045 allows 76 characters in a line.
    private const int MaxWhitespace = 1000;

    private static readonly SearchValues<byte> Special = SearchValues.Create("= \t\r\n"u8);

    private readonly byte[] blanks = new byte[MaxWhitespace];
    private int blankCount;
    private State state;
    private int high;

    private enum State
    {
        Text,
        Quote,
        SecondDigit,
        JoinBlank,
        JoinCarriageReturn,
    }

    /// <inheritdoc />
    public void Decode(ReadOnlySpan<byte> written, IBufferWriter<byte> content)
    {
        while (!written.IsEmpty)
        {
            if (state == State.Text && blankCount == 0 && written.IndexOfAny(Special) is var plain && plain != 0)
            {
                var run = plain < 0 ? written : written[..plain];
                content.Write(run);
                written = written[run.Length..];
                continue;
            }

            Take(written[0], content);
            written = written[1..];
        }
    }

    /// <inheritdoc />
    public void Finish(IBufferWriter<byte> content)
    {
        // A line join at the end of the part is ignored.
        if (state == State.SecondDigit) throw Malformed();
        (blankCount, state) = (0, State.Text);
    }

    private void Take(byte next, IBufferWriter<byte> content) => state = state switch
    {
        State.Text => InText(next, content),
        State.Quote => InQuote(next),
        State.SecondDigit => Byte(next, content),
        State.JoinBlank when next is (byte)' ' or (byte)'\t' => State.JoinBlank,
        State.JoinBlank when next == '\r' => State.JoinCarriageReturn,
        State.JoinBlank or State.JoinCarriageReturn when next == '\n' => State.Text,
        _ => throw Malformed(),
    };

    private State InText(byte next, IBufferWriter<byte> content)
    {
        if (next is (byte)' ' or (byte)'\t')
        {
            if (blankCount == MaxWhitespace) throw Malformed();
            blanks[blankCount++] = next;
            return State.Text;
        }

        if (next is not ((byte)'\r' or (byte)'\n')) content.Write(blanks.AsSpan(0, blankCount));
        blankCount = 0;
        if (next == '=') return State.Quote;
        content.Write([next]);
        return State.Text;
    }

    private State InQuote(byte next)
    {
        if (char.IsAsciiHexDigit((char)next))
        {
            high = HexDigit(next);
            return State.SecondDigit;
        }

        return next switch
        {
            (byte)'\r' => State.JoinCarriageReturn,
            (byte)'\n' => State.Text,
            (byte)' ' or (byte)'\t' => State.JoinBlank,
            _ => throw Malformed(),
        };
    }

    private State Byte(byte next, IBufferWriter<byte> content)
    {
        if (!char.IsAsciiHexDigit((char)next)) throw Malformed();
        content.Write([(byte)((high << 4) | HexDigit(next))]);
        return State.Text;
    }

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static MultipartException Malformed() => MultipartException.Malformed("A part is not valid quoted-printable, although its Content-Transfer-Encoding says so.");
}
