using System.Text;

namespace Parhelion.Cli.Files;

/// <summary>Reads a set of characters of a pattern: <c>[abc]</c>, <c>[a-z]</c>, <c>[!a-z]</c>, <c>[[:digit:]]</c>.</summary>
internal static class CharacterSet
{
    private static readonly Dictionary<string, Predicate<Rune>> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = Rune.IsLetterOrDigit,
        ["alpha"] = Rune.IsLetter,
        ["digit"] = Rune.IsDigit,
        ["lower"] = Rune.IsLower,
        ["punct"] = Rune.IsPunctuation,
        ["space"] = Rune.IsWhiteSpace,
        ["upper"] = Rune.IsUpper,
        ["xdigit"] = character => character.IsAscii && char.IsAsciiHexDigit((char)character.Value),
    };

    /// <summary>Returns the test of the set, and moves to its closing bracket. Without one the bracket is an ordinary character: <c>null</c>.</summary>
    public static Predicate<Rune>? TryParse(Rune[] text, ref int i)
    {
        var next = i + 1;
        var isNegated = next < text.Length && text[next].Value is '!' or '^';
        if (isNegated) next++;
        List<Predicate<Rune>> tests = [];
        for (var first = next; next < text.Length; next++)
        {
            if (text[next].Value == ']' && next > first)
            {
                i = next;
                return character => tests.Exists(test => test(character)) != isNegated;
            }

            tests.Add(Class(text, ref next) ?? Range(text, ref next));
        }

        return null;
    }

    public static bool AreEqual(Rune left, Rune right) =>
        left == right || (OperatingSystem.IsWindows() && Rune.ToUpperInvariant(left) == Rune.ToUpperInvariant(right));

    private static Predicate<Rune>? Class(Rune[] text, ref int i)
    {
        if (text[i].Value != '[' || i + 1 >= text.Length || text[i + 1].Value != ':') return null;
        var rest = string.Concat(text.Skip(i + 2).Take(10));
        var end = rest.IndexOf(":]", StringComparison.Ordinal);
        if (end < 0 || !Classes.TryGetValue(rest[..end], out var test)) return null;
        i += end + 3;
        return test;
    }

    private static Predicate<Rune> Range(Rune[] text, ref int i)
    {
        var from = text[i];
        // A hyphen before the closing bracket is an ordinary character.
        if (i + 2 >= text.Length || text[i + 1].Value != '-' || text[i + 2].Value == ']') return character => AreEqual(from, character);
        var to = text[i + 2];
        i += 2;
        return character => (character >= from && character <= to)
            || (OperatingSystem.IsWindows() && (InRange(Rune.ToUpperInvariant(character), from, to) || InRange(Rune.ToLowerInvariant(character), from, to)));
    }

    private static bool InRange(Rune character, Rune from, Rune to) => character >= from && character <= to;
}
