using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Turns the bytes of a header field into text, by every reading that senders use.</summary>
internal static partial class FieldText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 where the bytes are UTF-8, else Latin-1, in which every byte means something.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

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

    /// <summary>An extended value (RFC 8187): charset, language, percent-encoded text; <see langword="null"/> when it is none.</summary>
    public static string? DecodeExtended(ReadOnlySpan<byte> value)
    {
        // Some senders quote it, against the grammar.
        value = value.Trim((byte)'"');
        var first = value.IndexOf((byte)'\'');
        var second = first < 0 ? -1 : value[(first + 1)..].IndexOf((byte)'\'');
        if (second < 0) return null;
        var charset = Encoding.Latin1.GetString(value[..first]);
        return TryUnpercent(value[(first + second + 2)..], out var bytes) ? DecodeCharset(charset, bytes) : null;
    }

    /// <summary>Decodes encoded words (RFC 2047), which mail programs put where they do not belong. Broken ones stay as they are.</summary>
    public static string DecodeWords(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal)) return text;
        // White space between two encoded words is not part of the text.
        return EncodedWord().Replace(GapOfWords().Replace(text, ""), word => DecodeWord(word) ?? word.Value);
    }

    private static string? DecodeWord(Match word)
    {
        var payload = word.Groups["text"].Value;
        byte[] bytes;
        if (word.Groups["encoding"].Value is "B" or "b")
        {
            bytes = new byte[payload.Length];
            if (!Convert.TryFromBase64String(payload, bytes, out var written)) return null;
            bytes = bytes[..written];
        }
        else if (!TryUnpercent(Encoding.Latin1.GetBytes(payload.Replace('_', ' ').Replace('=', '%')), out bytes))
        {
            return null;
        }

        return DecodeCharset(word.Groups["charset"].Value, bytes);
    }

    private static string? DecodeCharset(string charset, byte[] bytes)
    {
        try
        {
            return charset.ToUpperInvariant() switch
            {
                "UTF-8" or "UTF8" or "US-ASCII" => StrictUtf8.GetString(bytes),
                "ISO-8859-1" or "LATIN1" or "WINDOWS-1252" => Encoding.Latin1.GetString(bytes),
                _ => null,
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool TryUnpercent(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var value = text[at];
            if (value == '%')
            {
                if (at + 2 >= text.Length) return false;
                if (Convert.FromHexString(text.Slice(at + 1, 2), bytes.AsSpan(length, 1), out _, out _) is not OperationStatus.Done) return false;
                length++;
                at += 2;
            }
            else
            {
                bytes[length++] = value;
            }
        }

        bytes = bytes[..length];
        return true;
    }

    [GeneratedRegex(@"=\?(?<charset>[A-Za-z0-9_-]{1,40})(\*[A-Za-z-]{1,40})?\?(?<encoding>[BbQq])\?(?<text>[^? ]{0,1000})\?=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(?<=\?=)[ \t]+(?==\?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GapOfWords();
}
