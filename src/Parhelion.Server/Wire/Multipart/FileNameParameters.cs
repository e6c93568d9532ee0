using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The parameters of a Content-Disposition that give a file name, and which of them counts.</summary>
/// <remarks>
/// In this order: <c>filename*</c> (RFC 8187), the pieces <c>filename*0</c>, <c>filename*1*</c> and so on (RFC 2231), <c>filename</c>. One that cannot be
/// read in the character set it names gives way to the next. When none is left, its bytes are read like those of <c>filename</c>.
/// </remarks>
/// <param name="declared">The character set that the form names for what it sends raw; <see langword="null"/> when it names none.</param>
internal struct FileNameParameters(Encoding? declared)
{
    private string? plain;
    private ExtendedText? extended;
    private SortedList<int, Piece>? pieces;

    /// <summary>Takes a parameter when it is one of these.</summary>
    /// <exception cref="MultipartException">It was there before.</exception>
    public void Take(ReadOnlySpan<byte> parameter, ReadOnlySpan<byte> raw, bool isQuoted)
    {
        if (parameter.Length < "filename"u8.Length || !Ascii.EqualsIgnoreCase(parameter[..8], "filename"u8)) return;
        var kind = parameter[8..];
        if (kind.IsEmpty)
        {
            plain = plain is null ? EncodedWords.Decode(FieldText.Decode(FieldText.Unescape(raw, isQuoted), declared)) : throw Twice();
        }
        else if (kind is [(byte)'*'])
        {
            extended = extended is null ? ExtendedText.Parse(raw) : throw Twice();
        }
        else if (TryReadIndex(kind, out var index, out var isExtended))
        {
            var piece = new Piece(isExtended ? raw.Trim((byte)'"').ToArray() : FieldText.Unescape(raw, isQuoted).ToArray(), isExtended);
            if (!(pieces ??= []).TryAdd(index, piece)) throw Twice();
        }
    }

    /// <summary>The name; <see langword="null"/> when there is none, empty when there is one and it is empty.</summary>
    public readonly string? Choose()
    {
        var joined = Join(out var isRaw);
        return NotEmpty(extended?.Text) ?? NotEmpty(isRaw ? joined?.AsRaw(declared) : joined?.Text) ?? NotEmpty(plain)
            ?? NotEmpty(extended?.AsRaw(declared)) ?? NotEmpty(joined?.AsRaw(declared)) ?? (plain ?? (extended is null && pieces is null ? null : ""));
    }

    // The pieces from 0 up to the first that is missing. The first says in which character set all of them are.
    private readonly ExtendedText? Join(out bool isRaw)
    {
        isRaw = false;
        if (pieces is null || !pieces.TryGetValue(0, out var first)) return null;
        isRaw = !first.IsExtended;
        var start = first.IsExtended ? ExtendedText.Parse(first.Bytes) : new ExtendedText(null, first.Bytes);
        var bytes = new List<byte>(start.Bytes);
        for (var index = 1; pieces.TryGetValue(index, out var piece); index++)
            bytes.AddRange(piece.IsExtended && PercentText.TryDecode(piece.Bytes, (byte)'%', out var decoded) ? decoded : piece.Bytes);
        return new ExtendedText(start.Charset, [.. bytes]);
    }

    // *0, *1*: digits without a zero in front, and a star behind them for percent-encoded text.
    private static bool TryReadIndex(ReadOnlySpan<byte> kind, out int index, out bool isExtended)
    {
        index = 0;
        isExtended = kind is [.., (byte)'*'];
        if (kind is not [(byte)'*', _, ..]) return false;
        var digits = isExtended ? kind[1..^1] : kind[1..];
        if (digits.Length is 0 or > 4 || (digits.Length > 1 && digits[0] == '0')) return false;
        return int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static MultipartException Twice() => MultipartException.Malformed("The Content-Disposition of a part has a parameter twice.");

    private readonly record struct Piece(byte[] Bytes, bool IsExtended);
}
