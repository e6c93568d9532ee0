using System.Buffers;
using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes the bytes of a header field into text, by trying the character sets and escapes that clients use.</summary>
internal static class HeaderFieldDecoder
{
    /// <summary>Decodes the bytes in the first character set in which they are valid. UTF-8 is tried first, then the character set that the form names, then
    /// the one that <see cref="FileNameCharsetDetector"/> finds, and last windows-1252. In windows-1252 every byte is valid.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Encoding? declared = null)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        return declared?.TryDecode(bytes) ?? FileNameCharsetDetector.TryDecode(bytes) ?? Charsets.Western.GetString(bytes);
    }

    /// <summary>
    /// Unescapes a parameter: <c>\"</c> and <c>\\</c> in quotes (RFC 9110), and <c>%22</c>, <c>%0D</c> and <c>%0A</c> everywhere
    /// (WHATWG). Other backslashes and percent signs are ordinary characters.
    /// </summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw, bool isQuoted)
    {
        if (!raw.ContainsAny((byte)'\\', (byte)'%')) return raw;
        var text = new ArrayBufferWriter<byte>(raw.Length);
        for (var at = 0; at < raw.Length; at++)
        {
            var rest = raw[at..];
            var (value, length) = rest switch
            {
                [(byte)'\\', (byte)'"' or (byte)'\\', ..] when isQuoted => (rest[1], 2),
                [(byte)'%', (byte)'2', (byte)'2', ..] => ((byte)'"', 3),
                [(byte)'%', (byte)'0', (byte)'D' or (byte)'d', ..] => ((byte)'\r', 3),
                [(byte)'%', (byte)'0', (byte)'A' or (byte)'a', ..] => ((byte)'\n', 3),
                _ => (rest[0], 1),
            };
            text.Write([value]);
            at += length - 1;
        }

        return text.WrittenSpan;
    }
}
