using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Tells names in Shift_JIS, GB18030 and Big5 from Western ones where the form does not say. These have a backslash as the second half of characters, so
/// that a Western reading would take the name apart.</summary>
/// <remarks>
/// A name is taken for one of the three when at least two thirds of its characters are among the everyday ones of that character set. The best share wins; when
/// they are equal, the first of the three. A single character between ASCII letters does not count: it is an accented letter of a Western word.
/// When every backslash follows a byte above ASCII, any of the three that has all the characters is better than a name that was cut there.
/// </remarks>
internal static class EastAsianGuess
{
    private static readonly Candidate[] Candidates = [new(932, ShiftJis), new(54936, Gb), new(950, Big5)];

    private delegate Use Reading(byte lead, byte trail);

    private enum Use
    {
        /// <summary>The bytes are no character.</summary>
        None,

        /// <summary>One byte: half-width katakana.</summary>
        Single,

        /// <summary>A character that few names have.</summary>
        Rare,

        /// <summary>A character of the first level, a syllable, a sign.</summary>
        Everyday,
    }

    /// <summary>The name in the character set that it is most likely written in, or <see langword="null"/> when that is none of the three.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> name)
    {
        var (best, bestShare) = (default(string), -1.0);
        var hasHalves = EveryBackslashIsHalf(name);
        var least = hasHalves ? 0 : 2.0 / 3;
        foreach (var candidate in Candidates)
        {
            if (candidate.ShareOf(name, hasHalves) is not { } share || share < least || share <= bestShare) continue;
            if (candidate.Charset.TryDecode(name) is { } text) (best, bestShare) = (text, share);
        }

        return best;
    }

    private static bool EveryBackslashIsHalf(ReadOnlySpan<byte> name)
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

        /// <summary>The share of everyday characters among those above ASCII, or <see langword="null"/> when the name is not written so.</summary>
        /// <param name="name">The bytes.</param>
        /// <param name="hasHalves">Whether a backslash that is a character of its own speaks against this character set.</param>
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
