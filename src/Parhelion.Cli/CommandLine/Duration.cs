using System.Globalization;

namespace Parhelion.Cli.CommandLine;

/// <summary>Reads a length of time: <c>90s</c>, <c>15m</c>, <c>12h</c>, <c>7d</c>, or seconds without a unit.</summary>
internal static class Duration
{
    /// <exception cref="UsageException">The text is not a length of time.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? text[^1] : 's';
        var digits = text.AsSpan().TrimEnd(unit);
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        return seconds > 0 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue / seconds
            ? TimeSpan.FromSeconds(number * seconds)
            : throw new UsageException($"{option} needs a length of time, such as 90s, 15m, 12h or 7d, and not '{text}'.");
    }
}
