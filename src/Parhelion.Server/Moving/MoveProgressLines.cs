using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Moving;

/// <summary>Formats the progress of <c>migrate</c> as lines of text. Each line shows the rates since the previous line, in rows and bytes per second.</summary>
internal sealed class MoveProgressLines(MoveProgress progress, TimeProvider clock)
{
    private long at = clock.GetTimestamp();
    private int pass;
    private long rows;
    private long bytes;

    /// <summary>Returns the line for the present progress.</summary>
    public string Next()
    {
        // The counters start at 0 with each pass, and so must the values of the previous line.
        if (progress.Pass != pass) (pass, rows, bytes) = (progress.Pass, 0, 0);
        var time = clock.GetElapsedTime(at);
        var (rowRate, byteRate) = (SizeAndDurationFormatter.PerSecond(progress.Rows - rows, time), SizeAndDurationFormatter.PerSecond(progress.Bytes - bytes, time));
        (at, rows, bytes) = (clock.GetTimestamp(), progress.Rows, progress.Bytes);
        var text = $"pass {pass}, {progress.Table}: {rows:N0} of {progress.TotalRows:N0} rows, {rowRate:N0}/s";
        if (progress.TotalBytes > 0) text += $"; {SizeAndDurationFormatter.Bytes(bytes)} of {SizeAndDurationFormatter.Bytes(progress.TotalBytes)}, {SizeAndDurationFormatter.Bytes(byteRate)}/s";
        return Left(rowRate, byteRate) is { } left ? $"{text}; {SizeAndDurationFormatter.Time(left)} left" : text;
    }

    // Rows and bytes are copied together, so the slower of the two decides.
    private TimeSpan? Left(double rowRate, double byteRate)
    {
        var seconds = Math.Max(Seconds(progress.TotalRows - rows, rowRate), Seconds(progress.TotalBytes - bytes, byteRate));
        return seconds is > 0 and < 8_640_000 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Seconds(long left, double rate) => left <= 0 ? 0 : left / rate;
}
