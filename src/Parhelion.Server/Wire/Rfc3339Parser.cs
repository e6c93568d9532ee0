using System.Globalization;
using System.Text.RegularExpressions;

namespace Parhelion.Server.Wire;

/// <summary>Parses times in the format of RFC 3339, section 5.6, such as <c>2026-05-01T12:00:00.123Z</c>. A time must end with <c>Z</c> or an offset.</summary>
internal static partial class Rfc3339Parser
{
    /// <summary>Parses a time. Digits beyond seven decimals are ignored; a leap second is refused.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var match = Form().Match(text);
        if (!match.Success) return false;
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var offset = match.Groups["offset"].Value is var given && given is "Z" or "z" ? "+00:00" : given;
        return DateTimeOffset.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["time"].Value}.{fraction}{offset}", "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out time);
    }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,32}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
