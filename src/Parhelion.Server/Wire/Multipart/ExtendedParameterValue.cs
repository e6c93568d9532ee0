using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>The value of an extended header parameter such as <c>filename*</c> (RFC 8187, RFC 2231). It consists of a character set, a language and
/// percent-encoded text.</summary>
/// <param name="Charset">The named character set; <see langword="null"/> when it is missing or unknown.</param>
/// <param name="Bytes">The unescaped text; still escaped when one of the escapes is invalid.</param>
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
    public string AsRaw(Encoding? declared) => EncodedWords.Decode(HeaderFieldDecoder.Decode(Bytes, declared));
}
