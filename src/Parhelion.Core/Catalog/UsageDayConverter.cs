using System.Globalization;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Converts times to day texts, and day texts to dates. The usage tables name days by such texts. The text of a day is the number of days since 1970-01-01
/// (UTC).
/// </summary>
/// <remarks>The days of 1997 to 2243 have five digits, so the texts sort by time.</remarks>
internal static class UsageDayConverter
{
    /// <summary>Number of days whose uploads and deletions are kept, with the current one: 90.</summary>
    public const int Kept = 90;

    private static readonly int FirstDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Returns the day of a time.</summary>
    public static string DayOf(DateTimeOffset time) => TextOf(DateOnly.FromDateTime(time.UtcDateTime));

    /// <summary>Returns the oldest day that is kept at a time.</summary>
    public static string OldestOf(DateTimeOffset now) => TextOf(DateOnly.FromDateTime(now.UtcDateTime).AddDays(1 - Kept));

    /// <summary>Returns the date of a text.</summary>
    public static DateOnly DateOf(string day) => DateOnly.FromDayNumber(FirstDay + int.Parse(day, CultureInfo.InvariantCulture));

    private static string TextOf(DateOnly date) => (date.DayNumber - FirstDay).ToString(CultureInfo.InvariantCulture);
}
