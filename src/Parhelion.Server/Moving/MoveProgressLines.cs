using Parhelion.Core.Moving;

namespace Parhelion.Server.Moving;

/// <summary>Progress as lines of text, with rates since the line before.</summary>
internal sealed class MoveProgressLines(MoveProgress progress, TimeProvider clock)
{
    private long at = clock.GetTimestamp();
    private int pass;
    private long rows;
    private long bytes;

    /// <summary>How far it is now.</summary>
    public string Next()
    {
        // What a pass has done before the line is not the work of the pass before it.
        if (progress.Pass != pass) (pass, rows, bytes) = (progress.Pass, 0, 0);
        var time = clock.GetElapsedTime(at);
        var (rowRate, byteRate) = (HumanReadable.PerSecond(progress.Rows - rows, time), HumanReadable.PerSecond(progress.Bytes - bytes, time));
        (at, rows, bytes) = (clock.GetTimestamp(), progress.Rows, progress.Bytes);
        var text = $"pass {pass}, {progress.Table}: {rows:N0} of {progress.TotalRows:N0} rows, {rowRate:N0}/s";
        if (progress.TotalBytes > 0) text += $"; {HumanReadable.Bytes(bytes)} of {HumanReadable.Bytes(progress.TotalBytes)}, {HumanReadable.Bytes(byteRate)}/s";
        return Left(rowRate, byteRate) is { } left ? $"{text}; {HumanReadable.Time(left)} left" : text;
    }

    // Rows and bytes go along together: the slower of the two decides.
    private TimeSpan? Left(double rowRate, double byteRate)
    {
        var seconds = Math.Max(Seconds(progress.TotalRows - rows, rowRate), Seconds(progress.TotalBytes - bytes, byteRate));
        return seconds is > 0 and < 8_640_000 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Seconds(long left, double rate) => left <= 0 ? 0 : left / rate;
}
