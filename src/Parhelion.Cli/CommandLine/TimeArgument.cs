using System.Globalization;

namespace Parhelion.Cli.CommandLine;

/// <summary>Reads a time: <c>2026-05-01</c>, <c>2026-05-01T12:00:00Z</c>, or how long it is ago, such as <c>7d</c>.</summary>
internal static class TimeArgument
{
    /// <exception cref="UsageException">The text is not a time.</exception>
    public static DateTimeOffset? Parse(string option, string? text)
    {
        if (text is null) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (text.Contains('-', StringComparison.Ordinal))
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
                ? time
                : throw new UsageException($"{option} needs a time, such as 2026-05-01 or 7d for seven days ago, and not '{text}'.");
        }

        return TimeProvider.System.GetUtcNow() - Duration.Parse(option, text);
    }
}
