using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Guesses whether a file name is in Shift_JIS, GB18030 or Big5. The guess is for names that are valid neither in UTF-8 nor in a character set that the form
/// names. In the three character sets, the second byte of a character may be a backslash. Decoded as Western text, this byte would look like a folder separator
/// and cut the name.
/// </summary>
/// <remarks>
/// A name can be in one of these character sets only if all its bytes are valid in it. The following rules apply to the characters above ASCII:
/// <list type="bullet">
/// <item>Normally, at least two thirds of these characters must be common in the character set.</item>
/// <item>A single character next to an ASCII letter does not count as common: it is probably an accented letter of a Western word.</item>
/// <item>If the name has backslashes, and each one follows a byte above ASCII, any share of common characters suffices. A wrong guess is better than a name
/// that is cut at a backslash.</item>
/// <item>If several character sets fit, the one with the highest share of common characters wins. If the shares are equal, Shift_JIS wins over GB18030, and
/// GB18030 over Big5.</item>
/// </list>
/// </remarks>
internal static class FileNameCharsetDetector
{
    private static readonly Candidate[] Candidates = [new(932, ShiftJis), new(54936, Gb), new(950, Big5)];

    private delegate Use Reading(byte lead, byte trail);

    private enum Use
    {
        /// <summary>The bytes are not a character.</summary>
        None,

        /// <summary>A character of one byte: half-width katakana.</summary>
        Single,

        /// <summary>A character that is rare in names.</summary>
        Rare,

        /// <summary>A common character: first-level, a syllable or a symbol.</summary>
        Everyday,
    }

    /// <summary>Decodes the name in the most likely of the three character sets; <see langword="null"/> when none fits.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> name)
    {
        var (best, bestShare) = (default(string), -1.0);
        var hasHalves = EveryBackslashIsTrailByte(name);
        var least = hasHalves ? 0 : 2.0 / 3;
        foreach (var candidate in Candidates)
        {
            if (candidate.ShareOf(name, hasHalves) is not { } share || share < least || share <= bestShare) continue;
            if (candidate.Charset.TryDecode(name) is { } text) (best, bestShare) = (text, share);
        }

        return best;
    }

    private static bool EveryBackslashIsTrailByte(ReadOnlySpan<byte> name)
    {
        var found = false;
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] != '\\') continue;
            if (at == 0 || name[at - 1] < 0x80) return false;
            found = true;
        }

        return found;
    }

    private static Use ShiftJis(byte lead, byte trail) => (lead, trail) switch
    {
        ( >= 0xA1 and <= 0xDF, _) => Use.Single,
        (_, < 0x40 or 0x7F or > 0xFC) or (0x80 or 0xA0 or > 0xFC, _) => Use.None,
        (0x81 or 0x82 or 0x83 or (>= 0x88 and <= 0x97), _) or (0x98, <= 0x72) => Use.Everyday,
        _ => Use.Rare,
    };

    private static Use Gb(byte lead, byte trail) => (lead, trail) switch
    {
        (_, < 0x40 or 0x7F or 0xFF) or (0x80 or 0xFF, _) => Use.None,
        ((>= 0xA1 and <= 0xA3) or (>= 0xB0 and <= 0xD7), >= 0xA1) => Use.Everyday,
        _ => Use.Rare,
    };

    private static Use Big5(byte lead, byte trail) => (lead, trail) switch
    {
        (_, < 0x40 or (> 0x7E and < 0xA1) or 0xFF) or (0x80 or 0xFF, _) => Use.None,
        ( >= 0xA1 and <= 0xC6, _) => Use.Everyday,
        _ => Use.Rare,
    };

    private sealed class Candidate(int codePage, Reading read)
    {
        public Encoding Charset { get; } = Charsets.ByCodePage(codePage);

        /// <summary>Returns the share of common characters among those above ASCII; <see langword="null"/> if the name is not in this character set.</summary>
        /// <param name="name">The bytes of the name.</param>
        /// <param name="hasHalves">Whether every backslash must be the second byte of a character.</param>
        public double? ShareOf(ReadOnlySpan<byte> name, bool hasHalves)
        {
            var (everyday, all) = (0, 0);
            for (var at = 0; at < name.Length;)
            {
                if (name[at] < 0x80)
                {
                    if (hasHalves && name[at] == '\\') return null;
                    at++;
                    continue;
                }

                var start = at;
                if (!TryTakeRun(name, ref at, out var characters, out var known)) return null;
                all += characters;
                if (characters > 1 || !(IsLetter(name, start - 1) || IsLetter(name, at))) everyday += known;
            }

            return all == 0 ? null : (double)everyday / all;
        }

        private bool TryTakeRun(ReadOnlySpan<byte> name, ref int at, out int characters, out int everyday)
        {
            (characters, everyday) = (0, 0);
            while (at < name.Length && name[at] >= 0x80)
            {
                var use = read(name[at], at + 1 < name.Length ? name[at + 1] : (byte)0);
                if (use is Use.None) return false;
                if (use is Use.Everyday) everyday++;
                characters++;
                at += use is Use.Single ? 1 : 2;
            }

            return true;
        }

        private static bool IsLetter(ReadOnlySpan<byte> name, int at) => at >= 0 && at < name.Length && char.IsAsciiLetter((char)name[at]);
    }
}
