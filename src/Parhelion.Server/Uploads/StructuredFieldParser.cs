using System.Globalization;

namespace Parhelion.Server.Uploads;

/// <summary>Parses HTTP header fields that are structured fields (RFC 9651). The parser supports items, and dictionaries of bare items. It does not support
/// lists and inner lists, because no field of this server has one.</summary>
internal ref struct StructuredFieldParser(ReadOnlySpan<char> field)
{
    private const int MaxIntegerDigits = 15;
    private const string TokenMarks = "!#$%&'*+-.^_`|~:/";

    private ReadOnlySpan<char> rest = field;

    /// <summary>Parses a field that is one item. Its parameters are checked and dropped.</summary>
    /// <returns>A <see cref="long"/>, a <see cref="bool"/>, bytes, or a <see cref="string"/> for an item of another type; <c>null</c> if the
    /// field is malformed.</returns>
    public static object? ParseItem(string? field)
    {
        if (field is null) return null;
        var parser = new StructuredFieldParser(field.AsSpan().Trim(' '));
        return parser.TryTakeBareItem(out var item) && parser.TrySkipParameters() && parser.rest.IsEmpty ? item : null;
    }

    /// <summary>Parses a field that is a dictionary. Of a key that is given twice, the last value counts.</summary>
    /// <returns><c>null</c> if the field is malformed.</returns>
    public static Dictionary<string, object>? ParseDictionary(string field)
    {
        var members = new Dictionary<string, object>(StringComparer.Ordinal);
        var parser = new StructuredFieldParser(field.AsSpan().Trim(' '));
        while (parser.TryTakeKey(out var key))
        {
            object value = true;
            if (parser.TryTake('=') && !parser.TryTakeBareItem(out value)) return null;
            if (!parser.TrySkipParameters()) return null;
            members[key] = value;
            parser.rest = parser.rest.TrimStart(" \t");
            if (parser.rest.IsEmpty) return members;
            if (!parser.TryTake(',')) return null;
            parser.rest = parser.rest.TrimStart(" \t");
        }

        return field.AsSpan().Trim(' ').IsEmpty ? members : null;
    }

    private bool TrySkipParameters()
    {
        while (TryTake(';'))
        {
            rest = rest.TrimStart(' ');
            if (!TryTakeKey(out _) || (TryTake('=') && !TryTakeBareItem(out _))) return false;
        }

        return true;
    }

    private bool TryTakeKey(out string key)
    {
        key = "";
        if (rest is not ([>= 'a' and <= 'z', ..] or ['*', ..])) return false;
        key = TakeWhile(mark => mark is >= 'a' and <= 'z' or >= '0' and <= '9' or '_' or '-' or '.' or '*').ToString();
        return true;
    }

    private bool TryTakeBareItem(out object item)
    {
        item = "";
        return rest switch
        {
            ['-' or (>= '0' and <= '9'), ..] => TryTakeNumber(out item),
            ['?', '0' or '1', ..] => TryTakeBoolean(out item),
            ['"', ..] => TryTakeString(),
            [':', ..] => TryTakeBytes(out item),
            ['@', ..] => TryTakeDate(),
            ['%', '"', ..] => TryTakeDisplayString(),
            [var first, ..] when char.IsAsciiLetter(first) || first == '*' => !TakeWhile(mark => char.IsAsciiLetterOrDigit(mark) || TokenMarks.Contains(mark, StringComparison.Ordinal)).IsEmpty,
            _ => false,
        };
    }

    // A decimal is returned as text, so that no caller takes it for an integer.
    private bool TryTakeNumber(out object number)
    {
        number = "";
        var isNegative = TryTake('-');
        var digits = TakeWhile(char.IsAsciiDigit);
        if (digits.IsEmpty || digits.Length > MaxIntegerDigits) return false;
        if (TryTake('.'))
        {
            var fraction = TakeWhile(char.IsAsciiDigit);
            return digits.Length <= 12 && fraction.Length is >= 1 and <= 3;
        }

        var value = long.Parse(digits, CultureInfo.InvariantCulture);
        number = isNegative ? -value : value;
        return true;
    }

    private bool TryTakeBoolean(out object value)
    {
        value = rest[1] == '1';
        rest = rest[2..];
        return true;
    }

    private bool TryTakeString()
    {
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '"')
            {
                rest = rest[(at + 1)..];
                return true;
            }

            if (rest[at] is < ' ' or > '~') return false;
            if (rest[at] == '\\' && (++at == rest.Length || rest[at] is not ('"' or '\\'))) return false;
        }

        return false;
    }

    private bool TryTakeBytes(out object bytes)
    {
        bytes = "";
        var end = rest[1..].IndexOf(':');
        if (end < 0) return false;
        var text = rest.Slice(1, end);
        var buffer = new byte[text.Length];
        if (text.ContainsAny(' ', '\t') || !Convert.TryFromBase64Chars(text, buffer, out var count)) return false;
        bytes = buffer[..count];
        rest = rest[(end + 2)..];
        return true;
    }

    private bool TryTakeDate()
    {
        rest = rest[1..];
        return TryTakeNumber(out var date) && date is long;
    }

    private bool TryTakeDisplayString()
    {
        var end = rest[2..].IndexOf('"');
        if (end < 0 || rest.Slice(2, end).ContainsAnyExceptInRange(' ', '~')) return false;
        rest = rest[(end + 3)..];
        return true;
    }

    private bool TryTake(char mark)
    {
        if (rest.IsEmpty || rest[0] != mark) return false;
        rest = rest[1..];
        return true;
    }

    private ReadOnlySpan<char> TakeWhile(Func<char, bool> isPart)
    {
        var count = 0;
        while (count < rest.Length && isPart(rest[count])) count++;
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
