using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The value of a header parameter in the extended form, such as <c>filename*</c> (RFC 8187, RFC 2231). Such a value contains a character set, a
/// language and a percent-encoded text. The language is ignored.</summary>
/// <param name="Charset">The character set that the value names; <see langword="null"/> if it is missing or unknown.</param>
/// <param name="Bytes">The bytes of the text after percent-decoding. If an escape is invalid, no escape is decoded.</param>
internal sealed record ExtendedParameterValue(Encoding? Charset, byte[] Bytes)
{
    /// <summary>The decoded text; <see langword="null"/> when the bytes are invalid in the named character set.</summary>
    public string? Text => Charset?.TryDecode(Bytes);

    /// <summary>Parses a value. Ignores quotes around it, although the grammar does not allow them.</summary>
    public static ExtendedParameterValue Parse(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)'"');
        var first = value.IndexOf((byte)'\'');
        var second = first < 0 ? -1 : value[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0) return new ExtendedParameterValue(null, value.ToArray());
        var text = value[(first + second + 2)..];
        if (!HexEscapeDecoder.TryDecode(text, (byte)'%', out var bytes)) return new ExtendedParameterValue(null, text.ToArray());
        return new ExtendedParameterValue(Charsets.Find(Encoding.Latin1.GetString(value[..first])), bytes);
    }

    /// <summary>Decodes the bytes like an unescaped parameter, without the named character set.</summary>
    public string AsRaw(Encoding? declared) => EncodedWordDecoder.Decode(HeaderFieldDecoder.Decode(Bytes, declared));
}
