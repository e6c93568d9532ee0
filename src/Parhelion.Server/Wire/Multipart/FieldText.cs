using System.Buffers;
using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Turns the bytes of a header field into text, by every reading that senders use.</summary>
internal static class FieldText
{
    /// <summary>UTF-8 where the bytes are UTF-8; else the character set that the form names, where they are written in it; else what
    /// <see cref="EastAsianGuess"/> says; else windows-1252, in which every byte means something.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Encoding? declared = null)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        return declared?.TryDecode(bytes) ?? EastAsianGuess.TryDecode(bytes) ?? Charsets.Western.GetString(bytes);
    }

    /// <summary>
    /// Undoes the escapes of a parameter: in quotes <c>\"</c> and <c>\\</c> (RFC 9110), everywhere <c>%22</c>, <c>%0D</c> and
    /// <c>%0A</c> (WHATWG). Other backslashes and percent signs mean themselves.
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
