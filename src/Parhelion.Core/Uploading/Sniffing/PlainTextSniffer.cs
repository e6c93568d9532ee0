using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Distinguishes text from binary data by the number of control characters.</summary>
/// <remarks>The number of control characters is checked in the first bytes (256 bytes; in UTF-16 and UTF-32, 32 characters) and in all examined bytes. If
/// either number is too large, the data is binary. These rules apply:
/// <list type="bullet">
/// <item>Valid UTF-8, UTF-16 or UTF-32 may have two control characters, or one in eight characters (in UTF-8: bytes) if that is more.</item>
/// <item>Text in another encoding may have one control character, or one in 64 bytes if that is more.</item>
/// <item>In every encoding, at most half of the characters may be control characters. This rule matters for short files.</item>
/// <item>A run of zeros counts as one control character. Tab, line feed, form feed, carriage return and escape do not count.</item>
/// </list></remarks>
internal static class PlainTextSniffer
{
    /// <summary>Number of bytes that are counted first, which rejects binary files early.</summary>
    private const int SampleBytes = 256;

    /// <summary>
    /// The bytes that the WHATWG MIME Sniffing Standard calls binary. They are the C0 controls without tab, line feed, form feed, carriage return and
    /// escape (which colours logs). Bytes from 0x80 on show nothing, because legacy encodings use all of them.
    /// </summary>
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    /// <summary>ISO-2022-KR announces itself, and then uses two of the controls to shift between its two character sets.</summary>
    private static readonly SearchValues<byte> ControlsWithoutShifts = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    public static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the form of bytes that are text for certain, because they have no control characters or begin with a byte order mark. For such bytes
    /// the caller need not check for binary formats.</summary>
    public static TextEncodingForm CertainForm(ReadOnlySpan<byte> head)
    {
        var marked = Utf16AndUtf32Text.MarkedForm(head, out var mark);
        if (marked != TextEncodingForm.None) return Utf16AndUtf32Text.IsText(head[mark..], marked) ? marked : TextEncodingForm.None;
        return head.ContainsAny(Controls) ? TextEncodingForm.None : TextEncodingForm.Bytes;
    }

    /// <summary>Returns the form of bytes that are text by their share of control characters. Check for binary formats first, because some contain
    /// few.</summary>
    public static TextEncodingForm LikelyForm(ReadOnlySpan<byte> head)
    {
        var wide = Utf16AndUtf32Text.UnmarkedForm(head);
        return wide != TextEncodingForm.None ? wide : IsLikelyText(head) ? TextEncodingForm.Bytes : TextEncodingForm.None;
    }

    /// <summary>Whether bytes are text by their share of control characters.</summary>
    public static bool IsLikelyText(ReadOnlySpan<byte> head)
    {
        var controls = head[..Math.Min(head.Length, SampleBytes)].IndexOf("\u001B$)C"u8) >= 0 ? ControlsWithoutShifts : Controls;
        var sample = head.TrimStart((byte)0);
        return HasFewControls(sample[..Math.Min(sample.Length, SampleBytes)], controls) && HasFewControls(head, controls);
    }

    /// <summary>Whether this number of control characters is allowed among this number of Unicode characters.</summary>
    public static bool AreRare(int controls, int characters) => controls <= Math.Max(2, characters / 8) && 2 * controls <= characters;

    /// <summary>Whether a byte or a character is a control character.</summary>
    public static bool IsControl(uint character) => character < 0x20 && Controls.Contains((byte)character);

    /// <summary>Removes the bytes of a last character that the end of the head has cut.</summary>
    public static ReadOnlySpan<byte> WithoutCutCharacter(ReadOnlySpan<byte> utf8)
    {
        for (var back = 1; back <= Math.Min(3, utf8.Length); back++)
        {
            var lead = utf8[^back];
            if (lead < 0x80) return utf8;
            if (lead < 0xC0) continue;
            var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            return length > back && Rune.DecodeFromUtf8(utf8[^back..], out _, out _) == OperationStatus.NeedMoreData ? utf8[..^back] : utf8;
        }

        return utf8;
    }

    private static bool HasFewControls(ReadOnlySpan<byte> bytes, SearchValues<byte> counted)
    {
        var isUtf8 = Utf8.IsValid(WithoutCutCharacter(bytes));
        var most = isUtf8 ? Math.Max(2, bytes.Length / 8) : Math.Max(1, bytes.Length / 64);
        var (controls, skipped) = (0, 0);
        var left = bytes;
        while (controls <= most && left.IndexOfAny(counted) is var at and >= 0)
        {
            controls++;
            var run = left[at] == 0 ? RunOfZeros(left[at..]) : 1;
            skipped += run - 1;
            left = left[(at + run)..];
        }

        var characters = bytes.Length - skipped;
        return isUtf8 ? AreRare(controls, characters) : controls <= Math.Max(1, characters / 64) && 2 * controls <= characters;
    }

    private static int RunOfZeros(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) is var end and >= 0 ? end : bytes.Length;
}
