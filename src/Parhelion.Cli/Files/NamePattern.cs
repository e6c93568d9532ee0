using System.Text;

namespace Parhelion.Cli.Files;

/// <summary>A pattern of one name. <c>*</c> stands for any characters, <c>?</c> for one, <c>[…]</c> for one of a set. A backslash takes the special
/// meaning from the next character, except on Windows. Upper and lower case differ, except on Windows.</summary>
internal sealed class NamePattern
{
    // A test for each character; null stands for any number of characters.
    private readonly List<Predicate<Rune>?> parts = [];

    private NamePattern()
    {
    }

    /// <summary>The only name that matches; <c>null</c> if several may match.</summary>
    public string? Literal { get; private set; }

    public bool BeginsWithDot { get; private set; }

    public static NamePattern Parse(string pattern)
    {
        var (result, literal, isLiteral) = (new NamePattern(), new StringBuilder(), true);
        Rune[] text = [.. pattern.EnumerateRunes()];
        for (var i = 0; i < text.Length; i++)
        {
            var isEscape = text[i].Value == '\\' && i + 1 < text.Length && !OperatingSystem.IsWindows();
            if (isEscape) i++;
            var set = isEscape ? null : Special(text, ref i);
            if (set is null && (isEscape || text[i].Value != '*')) result.Add(text[i], literal);
            else if (set is not null) result.parts.Add(set);
            else if (result.parts is [] or [.., not null]) result.parts.Add(null);
            isLiteral &= set is null && (isEscape || text[i].Value != '*');
        }

        result.Literal = isLiteral ? literal.ToString() : null;
        result.BeginsWithDot = pattern.TrimStart('\\').StartsWith('.');
        return result;
    }

    /// <summary>Whether the whole name matches.</summary>
    public bool Matches(string name)
    {
        Rune[] text = [.. name.EnumerateRunes()];
        var (part, position, star, retry) = (0, 0, -1, 0);
        while (position < text.Length)
        {
            if (part < parts.Count && parts[part] is { } test && test(text[position]))
            {
                (part, position) = (part + 1, position + 1);
            }
            else if (part < parts.Count && parts[part] is null)
            {
                (star, retry) = (part++, position);
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                (part, position) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return parts.Skip(part).All(rest => rest is null);
    }

    private static Predicate<Rune>? Special(Rune[] text, ref int i) => text[i].Value switch
    {
        '?' => _ => true,
        '[' => CharacterSet.TryParse(text, ref i),
        _ => null,
    };

    private void Add(Rune character, StringBuilder literal)
    {
        parts.Add(other => CharacterSet.AreEqual(character, other));
        literal.Append(character.ToString());
    }
}
