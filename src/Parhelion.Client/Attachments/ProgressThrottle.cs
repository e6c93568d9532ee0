namespace Parhelion;

/// <summary>Limits progress reports to one every 100 ms.</summary>
internal sealed class ProgressThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long last = clock.GetTimestamp();

    public bool IsDue()
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(last, now) < Pause) return false;
        last = now;
        return true;
    }
}
