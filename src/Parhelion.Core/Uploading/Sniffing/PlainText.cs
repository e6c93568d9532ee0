using System.Buffers;
using System.Buffers.Binary;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Tells text from binary, in UTF-8, UTF-16 with a byte order mark, or any one-byte or two-byte legacy encoding.</summary>
internal static class PlainText
{
    /// <summary>
    /// The bytes that no text has, as the WHATWG MIME Sniffing Standard lists them: the C0 controls without tab, line feed,
    /// form feed, carriage return and escape (which colours logs). Bytes from 0x80 say nothing: legacy encodings use all.
    /// </summary>
    private static readonly SearchValues<byte> BinaryBytes = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    public static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a file that starts so is text.</summary>
    public static bool IsText(ReadOnlySpan<byte> head) =>
        IsUtf16(head, out var bigEndian) ? IsUtf16Text(head[2..], bigEndian) : !head.ContainsAny(BinaryBytes);

    /// <summary>Whether a UTF-16 byte order mark is at the start.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> head, out bool bigEndian)
    {
        bigEndian = head.StartsWith<byte>([0xFE, 0xFF]);
        return bigEndian || head.StartsWith<byte>([0xFF, 0xFE]);
    }

    /// <summary>
    /// Writes the start of UTF-16 as ASCII, so that markup is recognised in it; what is not ASCII becomes 0xFF, which no
    /// keyword has.
    /// </summary>
    /// <returns>How many bytes were written.</returns>
    public static int NarrowUtf16(ReadOnlySpan<byte> text, bool bigEndian, Span<byte> ascii)
    {
        var count = Math.Min(text.Length / 2, ascii.Length);
        for (var i = 0; i < count; i++)
        {
            var unit = Unit(text[(2 * i)..], bigEndian);
            ascii[i] = unit < 0x80 ? (byte)unit : (byte)0xFF;
        }

        return count;
    }

    private static bool IsUtf16Text(ReadOnlySpan<byte> text, bool bigEndian)
    {
        for (; text.Length >= 2; text = text[2..])
        {
            var unit = Unit(text, bigEndian);
            if (unit is 0xFFFE or 0xFFFF || (unit < 0x20 && BinaryBytes.Contains((byte)unit)))
                return false;
        }

        return true;
    }

    private static ushort Unit(ReadOnlySpan<byte> text, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(text) : BinaryPrimitives.ReadUInt16LittleEndian(text);
}
