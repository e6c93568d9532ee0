using System.Globalization;
using System.Text;

namespace Parhelion.Core.Naming;

/// <summary>Removes misleading characters and folders from a file name that a client has sent, and shortens the name. The remarks of <see cref="FileName"/>
/// list the rules.</summary>
internal static class FileNameCleaning
{
    private const int MaxExtensionBytes = 32;

    public static string Clean(string raw)
    {
        var visible = WithoutInvisible(raw);
        var name = WithoutDrive(visible.AsSpan(visible.AsSpan().LastIndexOfAny('/', '\\') + 1));

        return Truncate(name.ToString());
    }

    private static string WithoutInvisible(string raw)
    {
        var kept = new StringBuilder(raw.Length);
        var previous = default(Rune);
        for (var rest = raw.AsSpan(); !rest.IsEmpty;)
        {
            var isWellFormed = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isWellFormed && IsKept(rune, previous))
            {
                kept.Append(rest[..length]);
                previous = rune;
            }

            rest = rest[length..];
        }

        return kept.ToString();
    }

    private static bool IsKept(Rune rune, Rune previous) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Format => IsVisibleFormat(rune.Value) || (IsJoiner(rune.Value) && CanBeJoined(previous)),
        _ => (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF),
    };

    /// <summary>Zero-width joiner and non-joiner. Emoji of families and the Persian and Indic scripts are misspelt without them.</summary>
    private static bool IsJoiner(int rune) => rune is 0x200C or 0x200D;

    private static bool CanBeJoined(Rune previous) => Rune.GetUnicodeCategory(previous)
        is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    /// <summary>The number signs of Arabic, Syriac and Kaithi. Unicode classifies them as format characters, although they are visible.</summary>
    private static bool IsVisibleFormat(int rune) =>
        rune is (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD;

    /// <summary>Removes dots and white space at both ends and drive letters ("C:x") at the front, until none is left.</summary>
    private static ReadOnlySpan<char> WithoutDrive(ReadOnlySpan<char> name)
    {
        name = TrimEnds(name);
        while (name.Length >= 2 && name[1] == ':' && char.IsAsciiLetter(name[0]))
            name = TrimEnds(name[2..]);

        return name;
    }

    private static ReadOnlySpan<char> TrimEnds(ReadOnlySpan<char> name)
    {
        while (!name.IsEmpty && IsTrimmed(name[0]))
            name = name[1..];

        return TrimEnd(name);
    }

    private static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> name)
    {
        while (!name.IsEmpty && IsTrimmed(name[^1]))
            name = name[..^1];

        return name;
    }

    private static bool IsTrimmed(char c) => c == '.' || char.IsWhiteSpace(c);

    /// <summary>Shortens the stem and keeps the extension, which shows the type of the file.</summary>
    private static string Truncate(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= FileName.MaxBytes)
            return name;

        var dot = name.LastIndexOf('.');
        var extension = dot < 0 ? "" : name[dot..];
        if (Encoding.UTF8.GetByteCount(extension) > MaxExtensionBytes)
            extension = "";
        var stem = name.AsSpan(0, name.Length - extension.Length);
        var budget = FileName.MaxBytes - Encoding.UTF8.GetByteCount(extension);

        return string.Concat(TrimEnd(Start(stem, budget)), extension);
    }

    /// <summary>Returns as many whole grapheme clusters as fit. If the first one alone is too long, returns as many runes as fit.</summary>
    private static ReadOnlySpan<char> Start(ReadOnlySpan<char> text, int budget)
    {
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text[end..]);
            var bytes = Encoding.UTF8.GetByteCount(text.Slice(end, length));
            if (bytes > budget)
                break;
            budget -= bytes;
            end += length;
        }

        return end > 0 ? text[..end] : StartInRunes(text, budget);
    }

    private static ReadOnlySpan<char> StartInRunes(ReadOnlySpan<char> text, int budget)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            budget -= rune.Utf8SequenceLength;
            if (budget < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
