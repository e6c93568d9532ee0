using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Decodes encoded words (RFC 2047), such as <c>=?charset?B?...?=</c>. Mail programs and older clients use encoded words in forms, although forms do
/// not allow them. Words that are invalid or in an unknown character set stay as they are.</summary>
/// <remarks>White space between two words is not part of the text. Adjacent words in the same character set are decoded together, because many clients split a
/// character between two words, although section 5 of RFC 2047 forbids it. The work is linear in the length of the text, and the limits of the header section
/// bound this length.</remarks>
internal static class EncodedWordDecoder
{
    private const int LongestLabel = 40;
    private const int LongestContent = 1000;

    /// <summary>Returns the text with its encoded words decoded.</summary>
    public static string Decode(string text)
    {
        var start = text.IndexOf("=?", StringComparison.Ordinal);
        if (start < 0) return text;
        var decoded = new StringBuilder(text.Length).Append(text, 0, start);
        var rest = text.AsSpan(start);
        while (!rest.IsEmpty)
        {
            if (TryTakeWords(rest, out var words, out var length))
            {
                decoded.Append(words);
                rest = rest[length..];
                // Drop white space between two words, but not after the last.
                var gap = rest.Length - rest.TrimStart(" \t").Length;
                if (gap > 0 && TryTakeWord(rest[gap..], out _)) rest = rest[gap..];
                continue;
            }

            var next = rest[1..].IndexOf("=?", StringComparison.Ordinal);
            var plain = next < 0 ? rest.Length : next + 1;
            decoded.Append(rest[..plain]);
            rest = rest[plain..];
        }

        return decoded.ToString();
    }

    // Takes the word at the beginning of the text, and the adjacent words in the same character set.
    private static bool TryTakeWords(ReadOnlySpan<char> text, out string decoded, out int length)
    {
        (decoded, length) = ("", 0);
        if (!TryTakeWord(text, out var word)) return false;
        var charset = word.Charset;
        var words = new List<Word>();
        for (length = word.Length; ; length += word.Length)
        {
            words.Add(word with { Start = length - word.Length });
            var rest = text[length..];
            var gap = rest.Length - rest.TrimStart(" \t").Length;
            if (!TryTakeWord(rest[gap..], out word) || word.Charset.CodePage != charset.CodePage) break;
            length += gap;
        }

        decoded = charset.TryDecode([.. words.SelectMany(part => part.Bytes)]) ?? DecodeSeparately(text, words);
        return true;
    }

    // Decodes each word by itself, because one of them is invalid.
    private static string DecodeSeparately(ReadOnlySpan<char> text, List<Word> words)
    {
        var decoded = new StringBuilder();
        foreach (var word in words)
        {
            if (word.Charset.TryDecode(word.Bytes) is { } plain) decoded.Append(plain);
            else decoded.Append(text.Slice(word.Start, word.Length));
        }

        return decoded.ToString();
    }

    private static bool TryTakeWord(ReadOnlySpan<char> text, out Word word)
    {
        word = default;
        if (!text.StartsWith("=?")) return false;
        var label = text[2..];
        var end = label.IndexOf('?');
        if (end is < 1 or > (2 * LongestLabel) || label.Length < end + 3 || label[end + 2] != '?') return false;
        var encoding = label[end + 1] | 0x20;
        var content = label[(end + 3)..];
        label = label[..end];
        // Drop the language, which RFC 2231, section 5, allows after the character set.
        if (label.IndexOf('*') is var star and >= 0) label = label[..star];
        if (encoding is not ('b' or 'q') || Charsets.Find(label) is not { } charset) return false;
        var close = content[..Math.Min(content.Length, LongestContent)].IndexOf("?=");
        if (close < 0 || content[..close].ContainsAny("? ")) return false;
        if ((encoding == 'b' ? FromBase64(content[..close]) : FromQuotedPrintable(content[..close])) is not { } bytes) return false;
        word = new Word(charset, bytes, 0, text.Length - content.Length + close + 2);
        return true;
    }

    private static byte[]? FromBase64(ReadOnlySpan<char> content)
    {
        // Some clients leave out the padding.
        if (content.Length % 4 != 0) content = content.TrimEnd('=').ToString().PadRight((content.TrimEnd('=').Length + 3) / 4 * 4, '=');
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64Chars(content, bytes, out var written) ? bytes[..written] : null;
    }

    private static byte[]? FromQuotedPrintable(ReadOnlySpan<char> content)
    {
        if (!Ascii.IsValid(content)) return null;
        var bytes = Encoding.ASCII.GetBytes(content.ToString().Replace('_', ' '));
        return HexEscapeDecoder.TryDecode(bytes, (byte)'=', out var decoded) ? decoded : null;
    }

    private readonly record struct Word(Encoding Charset, byte[] Bytes, int Start, int Length);
}
