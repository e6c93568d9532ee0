using System.Text.Unicode;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Determines the charset that the server declares for a text. If the examined bytes are valid UTF-8 or UTF-16, the server declares this charset. Any other
/// text gets no charset: a legacy encoding cannot be determined, and browsers do not support UTF-32.
/// </summary>
/// <remarks>With a wrong charset a browser shows broken characters. Without a charset the browser may guess the right one. Text in
/// ISO-2022-JP and related encodings is valid UTF-8, but gets no charset either.</remarks>
internal static class TextCharsetSniffer
{
    /// <summary>Returns the charset, or null if none may be declared.</summary>
    /// <param name="head">The start of a text; the last character may be cut.</param>
    public static string? Detect(ReadOnlySpan<byte> head) => Utf16AndUtf32Text.MarkedForm(head, out _) switch
    {
        TextEncodingForm.Utf16Little or TextEncodingForm.Utf16Big => "utf-16",
        // Browsers do not support UTF-32.
        TextEncodingForm.Utf32Little or TextEncodingForm.Utf32Big => null,
        _ => DetectWithoutByteOrderMark(head),
    };

    private static string? DetectWithoutByteOrderMark(ReadOnlySpan<byte> head)
    {
        if (head.Contains((byte)0) && Utf16AndUtf32Text.UnmarkedForm(head) is var wide and not TextEncodingForm.None)
            return wide == TextEncodingForm.Utf16Little ? "utf-16le" : wide == TextEncodingForm.Utf16Big ? "utf-16be" : null;

        return Utf8.IsValid(PlainTextSniffer.WithoutCutCharacter(head)) && !IsSevenBitJapanese(head) ? "utf-8" : null;
    }

    /// <summary>Whether a text is in ISO-2022-JP or a related encoding. These consist of ASCII bytes, and switch to other characters with an escape
    /// sequence.</summary>
    private static bool IsSevenBitJapanese(ReadOnlySpan<byte> head) => head.IndexOf("\u001B$"u8) >= 0 || head.IndexOf("\u001B(J"u8) >= 0;
}
