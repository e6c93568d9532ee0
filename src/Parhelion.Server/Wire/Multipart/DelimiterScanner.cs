using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Finds the delimiter lines of a multipart body (RFC 2046, section 5.1.1). The bytes may arrive in pieces of any size.
/// </summary>
/// <remarks>
/// A delimiter begins with CRLF, two dashes and the boundary. In the last delimiter, two more dashes follow. In all other delimiters, spaces and tabs may
/// follow, and then CRLF. If anything else follows, the bytes are content: with the boundary <c>abc</c>, a line <c>--abcdef</c> of a nested multipart does
/// not end the part. A delimiter line that ends in a bare LF is refused, because two parsers might read it differently.
/// <para>
/// The scanner reads every byte once. That is safe because the searched bytes (CRLF, two dashes, boundary) contain a CR only at their start. When a
/// candidate fails, no later candidate can begin inside it, so the search continues where it failed.
/// </para>
/// </remarks>
internal sealed class DelimiterScanner
{
    /// <summary>Maximum number of spaces and tabs after a boundary. It bounds the bytes that are held back.</summary>
    public const int MaxPadding = 128;

    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';
    private const byte Dash = (byte)'-';

    private readonly byte[] delimiter;
    private int matched;
    private int padding;
    private byte ending;

    /// <summary>Creates a scanner at the first byte of the body, where a delimiter needs no CRLF before it.</summary>
    public DelimiterScanner(string boundary)
    {
        delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        matched = 2;
    }

    /// <summary>The delimiter that ends the bytes fed so far, or <see cref="DelimiterScanResult.None"/>.</summary>
    public DelimiterScanResult Found { get; private set; }

    /// <summary>How many of the last bytes belong to the delimiter found, or may be the beginning of one.</summary>
    public int Held { get; private set; }

    /// <summary>Total number of bytes fed.</summary>
    public long Fed { get; private set; }

    /// <summary>Begins a new search after a header section, where a delimiter needs its CRLF.</summary>
    public void Restart()
    {
        Drop();
        Found = DelimiterScanResult.None;
    }

    /// <summary>Scans <paramref name="bytes"/> up to the end of the first complete delimiter.</summary>
    /// <returns>The number of bytes scanned.</returns>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Found is DelimiterScanResult.None)
        {
            if (matched == delimiter.Length)
                TakeEnding(bytes, ref at);
            else if (matched > 0)
                Continue(bytes, ref at);
            else
                Search(bytes, ref at);
        }

        Fed += at;
        return at;
    }

    /// <summary>Searches for a whole delimiter, then for the beginning of one at the end of the bytes.</summary>
    private void Search(ReadOnlySpan<byte> bytes, ref int at)
    {
        var rest = bytes[at..];
        var hit = rest.IndexOf(delimiter);
        if (hit >= 0)
        {
            Held = matched = delimiter.Length;
            at += hit + delimiter.Length;
            return;
        }

        at = bytes.Length;
        var tail = rest.Length < delimiter.Length ? rest : rest[^(delimiter.Length - 1)..];
        var start = tail.LastIndexOf(CR);
        if (start >= 0 && delimiter.AsSpan().StartsWith(tail[start..]))
            Held = matched = tail.Length - start;
    }

    /// <summary>Continues a delimiter that began in earlier bytes.</summary>
    private void Continue(ReadOnlySpan<byte> bytes, ref int at)
    {
        var wanted = delimiter.AsSpan(matched);
        var possible = Math.Min(wanted.Length, bytes.Length - at);
        var common = wanted.CommonPrefixLength(bytes.Slice(at, possible));
        at += common;
        matched += common;
        Held += common;
        if (common < possible)
            Drop();
    }

    /// <summary>Decides by the byte after the boundary. A byte that rules out a delimiter is not consumed and is searched again.</summary>
    private void TakeEnding(ReadOnlySpan<byte> bytes, ref int at)
    {
        var next = bytes[at];
        if (!IsPartOfDelimiterLine(next))
        {
            Drop();
            return;
        }

        at++;
        Held++;
        Found = (ending, next) switch
        {
            (Dash, Dash) => DelimiterScanResult.Last,
            (CR, LF) => DelimiterScanResult.Part,
            (_, LF) => DelimiterScanResult.Refused,
            (_, not CR and not Dash) when ++padding > MaxPadding => DelimiterScanResult.Refused,
            _ => DelimiterScanResult.None,
        };
        ending = next;
    }

    private bool IsPartOfDelimiterLine(byte next) => ending switch
    {
        CR => next is LF,
        Dash => next is Dash,
        0 => next is Dash or CR or LF or (byte)' ' or (byte)'\t',
        _ => next is CR or LF or (byte)' ' or (byte)'\t',
    };

    /// <summary>Releases the bytes that were held back: they are content.</summary>
    private void Drop()
    {
        Held = matched = padding = 0;
        ending = 0;
    }
}
