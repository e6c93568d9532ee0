using System.Buffers.Binary;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Recognises and reads text whose characters have two or four bytes: UTF-16 and UTF-32, with and without a byte order mark.</summary>
internal static class Utf16AndUtf32Text
{
    /// <summary>Number of code units that are counted first, which rejects binary files early.</summary>
    private const int SampleUnits = 32;

    /// <summary>Returns the form that a byte order mark announces, and the length of the mark in bytes.</summary>
    public static TextEncodingForm MarkedForm(ReadOnlySpan<byte> head, out int mark)
    {
        mark = 4;
        if (head.StartsWith<byte>([0xFF, 0xFE, 0, 0])) return TextEncodingForm.Utf32Little;
        if (head.StartsWith<byte>([0, 0, 0xFE, 0xFF])) return TextEncodingForm.Utf32Big;
        mark = 2;
        if (head.StartsWith<byte>([0xFF, 0xFE])) return TextEncodingForm.Utf16Little;
        if (head.StartsWith<byte>([0xFE, 0xFF])) return TextEncodingForm.Utf16Big;
        mark = 0;
        return TextEncodingForm.None;
    }

    /// <summary>
    /// Returns the form of UTF-16 without a mark, as databases export it, or of UTF-32. At least one character in eight must be ASCII, such as
    /// digits, blanks and line ends. One byte of such a character is zero, and its position shows the byte order.
    /// </summary>
    public static TextEncodingForm UnmarkedForm(ReadOnlySpan<byte> head)
    {
        var sample = head[..Math.Min(head.Length, 2 * SampleUnits)];
        var zeros = sample.Count((byte)0);
        if (zeros < sample.Length / 16) return TextEncodingForm.None;
        if (zeros >= sample.Length / 2 && FourBytesForm(sample) is var four and not TextEncodingForm.None) return IsText(head, four) ? four : TextEncodingForm.None;
        var (little, big, units) = (0, 0, head.Length / 2);
        for (var at = 0; at < units; at++)
        {
            var (first, second) = (head[2 * at], head[(2 * at) + 1]);
            if (second == 0 && IsAscii(first)) little++;
            if (first == 0 && IsAscii(second)) big++;
            if (at == SampleUnits - 1 && 8 * Math.Max(little, big) < SampleUnits) return TextEncodingForm.None;
        }

        if (units < 2 || 8 * Math.Max(little, big) < units) return TextEncodingForm.None;
        var form = little >= big ? TextEncodingForm.Utf16Little : TextEncodingForm.Utf16Big;
        return IsText(head, form) ? form : TextEncodingForm.None;
    }

    /// <summary>Returns the form of UTF-32, if at least half of the characters are ASCII.</summary>
    private static TextEncodingForm FourBytesForm(ReadOnlySpan<byte> sample)
    {
        var (little, big, units) = (0, 0, sample.Length / 4);
        for (; sample.Length >= 4; sample = sample[4..])
        {
            if (IsAscii(sample[0]) && sample[1..4].IndexOfAnyExcept((byte)0) < 0) little++;
            if (IsAscii(sample[3]) && sample[..3].IndexOfAnyExcept((byte)0) < 0) big++;
        }

        if (units < 2 || 2 * Math.Max(little, big) < units) return TextEncodingForm.None;
        return little >= big ? TextEncodingForm.Utf32Little : TextEncodingForm.Utf32Big;
    }

    /// <summary>Whether a text is valid in the given form and has few control characters. The end of the head may cut the last character.</summary>
    public static bool IsText(ReadOnlySpan<byte> text, TextEncodingForm form)
    {
        var (width, controls, characters, afterHigh, afterZero) = (WidthOf(form), 0, 0, false, false);
        for (; text.Length >= width; text = text[width..])
        {
            var unit = Unit(text, form);
            var isLow = width == 2 && unit is >= 0xDC00 and <= 0xDFFF;
            if (isLow != afterHigh || unit is 0xFFFE or 0xFFFF || (width == 4 && !Rune.IsValid(unit))) return false;
            afterHigh = width == 2 && unit is >= 0xD800 and <= 0xDBFF;
            if (unit == 0 && afterZero) continue;
            afterZero = unit == 0;
            characters++;
            if (PlainTextSniffer.IsControl(unit)) controls++;
            if (characters == SampleUnits && !PlainTextSniffer.AreRare(controls, characters)) return false;
        }

        return PlainTextSniffer.AreRare(controls, characters);
    }

    /// <summary>
    /// Converts text to ASCII, so that markup can be recognised in it. A character that is not ASCII becomes 0xFF, which no keyword contains.
    /// </summary>
    /// <returns>The number of bytes that were written.</returns>
    public static int Narrow(ReadOnlySpan<byte> text, TextEncodingForm form, Span<byte> ascii)
    {
        var width = WidthOf(form);
        var count = Math.Min(text.Length / width, ascii.Length);
        for (var at = 0; at < count; at++)
        {
            var unit = Unit(text[(width * at)..], form);
            ascii[at] = unit < 0x80 ? (byte)unit : (byte)0xFF;
        }

        return count;
    }

    private static bool IsAscii(byte value) => value is >= 0x20 and < 0x7F or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static int WidthOf(TextEncodingForm form) => form is TextEncodingForm.Utf32Little or TextEncodingForm.Utf32Big ? 4 : 2;

    private static uint Unit(ReadOnlySpan<byte> text, TextEncodingForm form) => form switch
    {
        TextEncodingForm.Utf16Little => BinaryPrimitives.ReadUInt16LittleEndian(text),
        TextEncodingForm.Utf16Big => BinaryPrimitives.ReadUInt16BigEndian(text),
        TextEncodingForm.Utf32Little => BinaryPrimitives.ReadUInt32LittleEndian(text),
        _ => BinaryPrimitives.ReadUInt32BigEndian(text),
    };
}
