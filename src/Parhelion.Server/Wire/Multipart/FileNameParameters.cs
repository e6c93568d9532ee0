using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Chooses the file name from the parameters of a Content-Disposition header. Several parameters, such as <c>filename</c> and <c>filename*</c>, may give a
/// name.
/// </summary>
/// <remarks>
/// The parameters are tried in this order:
/// <list type="number">
/// <item><c>filename*</c> (RFC 8187)</item>
/// <item>the pieces <c>filename*0</c>, <c>filename*1*</c> and so on, joined (RFC 2231)</item>
/// <item><c>filename</c></item>
/// </list>
/// An empty parameter is skipped. A parameter in the extended form (with a final <c>*</c>) is also skipped if it names no known character set, or is invalid in
/// the one that it names. If every parameter was skipped, the first one that is not empty is used after all. It is then decoded like a plain <c>filename</c>,
/// and the character set that it names is ignored.
/// </remarks>
/// <param name="declared">The character set that the form names for unescaped values; <see langword="null"/> when it names none.</param>
internal struct FileNameParameters(Encoding? declared)
{
    private string? plain;
    private ExtendedParameterValue? extended;
    private SortedList<int, Piece>? pieces;

    /// <summary>Stores a parameter if it gives a file name; ignores any other.</summary>
    /// <exception cref="MultipartException">The same parameter was given before.</exception>
    public void Take(ReadOnlySpan<byte> parameter, ReadOnlySpan<byte> raw, bool isQuoted)
    {
        if (parameter.Length < "filename"u8.Length || !Ascii.EqualsIgnoreCase(parameter[..8], "filename"u8)) return;
        var kind = parameter[8..];
        if (kind.IsEmpty)
        {
            plain = plain is null ? EncodedWordDecoder.Decode(HeaderFieldDecoder.Decode(HeaderFieldDecoder.Unescape(raw, isQuoted), declared)) : throw DuplicateParameter();
        }
        else if (kind is [(byte)'*'])
        {
            extended = extended is null ? ExtendedParameterValue.Parse(raw) : throw DuplicateParameter();
        }
        else if (TryReadIndex(kind, out var index, out var isExtended))
        {
            var piece = new Piece(isExtended ? raw.Trim((byte)'"').ToArray() : HeaderFieldDecoder.Unescape(raw, isQuoted).ToArray(), isExtended);
            if (!(pieces ??= []).TryAdd(index, piece)) throw DuplicateParameter();
        }
    }

    /// <summary>Returns the file name: <see langword="null"/> when no parameter gives one, empty when it is given but empty.</summary>
    public readonly string? Choose()
    {
        var joined = Join(out var isRaw);
        return NotEmpty(extended?.Text) ?? NotEmpty(isRaw ? joined?.AsRaw(declared) : joined?.Text) ?? NotEmpty(plain)
            ?? NotEmpty(extended?.AsRaw(declared)) ?? NotEmpty(joined?.AsRaw(declared)) ?? (plain ?? (extended is null && pieces is null ? null : ""));
    }

    // Joins the pieces from 0 up to the first gap. The first piece names the character set of all.
    private readonly ExtendedParameterValue? Join(out bool isRaw)
    {
        isRaw = false;
        if (pieces is null || !pieces.TryGetValue(0, out var first)) return null;
        isRaw = !first.IsExtended;
        var start = first.IsExtended ? ExtendedParameterValue.Parse(first.Bytes) : new ExtendedParameterValue(null, first.Bytes);
        var bytes = new List<byte>(start.Bytes);
        for (var index = 1; pieces.TryGetValue(index, out var piece); index++)
            bytes.AddRange(piece.IsExtended && HexEscapeDecoder.TryDecode(piece.Bytes, (byte)'%', out var decoded) ? decoded : piece.Bytes);
        return new ExtendedParameterValue(start.Charset, [.. bytes]);
    }

    // Parses *0 or *1*: digits without leading zeros, and a star after them if the text is percent-encoded.
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

    private static MultipartException DuplicateParameter() => MultipartException.Malformed("The Content-Disposition of a part has a parameter twice.");

    private readonly record struct Piece(byte[] Bytes, bool IsExtended);
}
