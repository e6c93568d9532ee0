namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Finds the empty line that ends a header section, in bytes that arrive in any pieces and are each looked at once. Lines end
/// in CRLF (RFC 5322, section 2.2); a bare LF is refused, for readers disagree about it.
/// </summary>
internal struct HeaderSectionScanner
{
    private const byte CR = (byte)'\r';

    private long lineLength;
    private byte last;

    /// <summary>How many bytes were given, the final empty line included once it is there.</summary>
    public int Fed { get; private set; }

    /// <summary>How many header lines are complete.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether the empty line was found.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes <paramref name="bytes"/> up to the end of the section.</summary>
    /// <exception cref="MultipartException">A line does not end in CRLF, or is not closed within the limits.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, MultipartLimits limits)
    {
        while (!bytes.IsEmpty && !Ended)
        {
            var feed = bytes.IndexOf((byte)'\n');
            var taken = feed < 0 ? bytes.Length : feed + 1;
            Take(bytes[..taken], endsLine: feed >= 0);
            if (Fed > limits.MaxHeaderBytes || Lines > limits.MaxHeaders)
                throw new MultipartException(MultipartFault.HeadersTooLarge, "The headers of a part are too large.");
            bytes = bytes[taken..];
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, bool endsLine)
    {
        Fed += bytes.Length;
        lineLength += bytes.Length;
        var beforeLast = bytes.Length > 1 ? bytes[^2] : last;
        last = bytes[^1];
        if (!endsLine)
            return;
        if (beforeLast != CR)
            throw MultipartException.Malformed("A header line of a part does not end in CRLF.");
        if (lineLength == 2)
            Ended = true;
        else
            Lines++;
        lineLength = 0;
        last = 0;
    }
}
