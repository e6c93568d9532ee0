using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>An extended value (RFC 8187, RFC 2231): character set, language, percent-encoded text.</summary>
/// <param name="Charset">The character set that it names; <see langword="null"/> when it names none, or one that is not known.</param>
/// <param name="Bytes">The text without its escapes; with them when one of them is broken.</param>
internal sealed record ExtendedText(Encoding? Charset, byte[] Bytes)
{
    /// <summary>The text; <see langword="null"/> when it is not written in the character set that it names.</summary>
    public string? Text => Charset?.TryDecode(Bytes);

    /// <summary>Takes a value apart. Quotes around it are against the grammar, and passed over.</summary>
    public static ExtendedText Parse(ReadOnlySpan<byte> value)
    {
        value = value.Trim((byte)'"');
        var first = value.IndexOf((byte)'\'');
        var second = first < 0 ? -1 : value[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0) return new ExtendedText(null, value.ToArray());
        var text = value[(first + second + 2)..];
        if (!PercentText.TryDecode(text, (byte)'%', out var bytes)) return new ExtendedText(null, text.ToArray());
        return new ExtendedText(Charsets.Find(Encoding.Latin1.GetString(value[..first])), bytes);
    }

    /// <summary>The text as if it had been sent raw.</summary>
    public string AsRaw(Encoding? declared) => EncodedWords.Decode(FieldText.Decode(Bytes, declared));
}
