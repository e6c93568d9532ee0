namespace Parhelion.Server.Configuration;

/// <summary>Formats numbers of bytes and durations for people, such as <c>1.2 MB</c> and <c>2 min 5 s</c>. Also calculates amounts per second.</summary>
internal static class SizeAndDurationFormatter
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Formats a number of bytes, such as <c>1.2 MB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++) bytes /= 1000;
        return unit == 0 ? $"{bytes:0} B" : $"{bytes:0.0} {Units[unit]}";
    }

    /// <summary>Formats a duration, such as <c>2 min 5 s</c>.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => $"{time.TotalSeconds:0.0} s",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        _ => $"{Math.Floor(time.TotalHours):0} h {time.Minutes} min",
    };

    /// <summary>Returns the amount per second; 0 when no time has passed.</summary>
    public static double PerSecond(double amount, TimeSpan time) => time > TimeSpan.Zero ? amount / time.TotalSeconds : 0;
}
