namespace Parhelion.Server.Wire.Multipart;

/// <summary>Finds the empty line that ends a header section. The bytes may arrive in pieces of any size, and the scanner reads each byte once. Lines must end
/// in CRLF (RFC 5322, section 2.2). A bare LF is refused, because parsers treat it differently.</summary>
internal struct HeaderSectionEndScanner
{
    private const byte CR = (byte)'\r';

    private long lineLength;
    private byte last;

    /// <summary>Number of bytes fed, including the final empty line once it is found.</summary>
    public int Fed { get; private set; }

    /// <summary>Number of complete header lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether the empty line was found.</summary>
    public bool Ended { get; private set; }

    /// <summary>Scans <paramref name="bytes"/> up to the end of the section.</summary>
    /// <exception cref="MultipartException">A line does not end in CRLF, or the section is over the limits.</exception>
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
