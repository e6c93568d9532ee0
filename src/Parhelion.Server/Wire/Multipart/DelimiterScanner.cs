using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Finds the delimiter lines of a body (RFC 2046, section 5.1.1) in bytes that arrive in any pieces.
/// </summary>
/// <remarks>
/// A delimiter is CRLF, two dashes and the boundary, followed either by two more dashes (the last one) or by spaces and tabs and
/// CRLF. With anything else behind it the run is content: a longer boundary of a nested multipart does not end the part. A line
/// that ends in a bare LF is refused, for two readers might disagree about it.
/// <para>
/// Every byte is given to the scanner once and never again. That is sound because the only CR of CRLF, dashes and boundary is
/// its first byte: when a candidate fails, no later candidate can begin inside of it, so the search goes on where it failed.
/// </para>
/// </remarks>
internal sealed class DelimiterScanner
{
    /// <summary>Spaces and tabs tolerated behind a boundary, so that the bytes held back have a bound.</summary>
    public const int MaxPadding = 128;

    private const byte CR = (byte)'\r';
    private const byte LF = (byte)'\n';
    private const byte Dash = (byte)'-';

    private readonly byte[] delimiter;
    private int matched;
    private int padding;
    private byte ending;

    /// <summary>Begins at the first byte of the body, where a delimiter needs no CRLF before it.</summary>
    public DelimiterScanner(string boundary)
    {
        delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        matched = 2;
    }

    /// <summary>What the bytes given so far end with, or that they end with no complete delimiter.</summary>
    public DelimiterKind Found { get; private set; }

    /// <summary>How many of the last bytes given belong to the delimiter found, or may yet turn out to be one.</summary>
    public int Held { get; private set; }

    /// <summary>How many bytes were given in all.</summary>
    public long Fed { get; private set; }

    /// <summary>Begins a new search behind a header section. A delimiter needs its CRLF here.</summary>
    public void Restart()
    {
        Drop();
        Found = DelimiterKind.None;
    }

    /// <summary>Takes <paramref name="bytes"/>, up to the end of a delimiter if one is complete, and returns how many it took.</summary>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Found is DelimiterKind.None)
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

    /// <summary>Looks for the whole delimiter, then for the beginning of one at the end of the bytes.</summary>
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

    /// <summary>Goes on with a delimiter that began in earlier bytes.</summary>
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

    /// <summary>Decides by what follows the boundary. A byte that decides against a delimiter is left to be searched.</summary>
    private void TakeEnding(ReadOnlySpan<byte> bytes, ref int at)
    {
        var next = bytes[at];
        if (!BelongsToEnding(next))
        {
            Drop();
            return;
        }

        at++;
        Held++;
        Found = (ending, next) switch
        {
            (Dash, Dash) => DelimiterKind.Last,
            (CR, LF) => DelimiterKind.Part,
            (_, LF) => DelimiterKind.Refused,
            (_, not CR and not Dash) when ++padding > MaxPadding => DelimiterKind.Refused,
            _ => DelimiterKind.None,
        };
        ending = next;
    }

    private bool BelongsToEnding(byte next) => ending switch
    {
        CR => next is LF,
        Dash => next is Dash,
        0 => next is Dash or CR or LF or (byte)' ' or (byte)'\t',
        _ => next is CR or LF or (byte)' ' or (byte)'\t',
    };

    /// <summary>What was held back is content after all.</summary>
    private void Drop()
    {
        Held = matched = padding = 0;
        ending = 0;
    }
}
