namespace Parhelion.Cli.Output;

/// <summary>Shows the progress of all transfers in one line. If stdout is a pipe, the program behind it may write to the same terminal at any time. So the
/// line never moves the cursor up, and it makes room for a moment when a result goes into the pipe.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeForOthers = TimeSpan.FromMilliseconds(300);

    private readonly TextWriter terminal;
    private readonly int width;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly long start;
    private TimeSpan quietUntil;
    private long finishedBytes;
    private int finished;

    public ProgressLine(TextWriter terminal, int width, TimeProvider clock)
    {
        (this.terminal, this.width, this.clock, start) = (terminal, width, clock, clock.GetTimestamp());
        timer = clock.CreateTimer(_ => Draw(), null, Interval, Interval);
    }

    /// <summary>Adds a transfer.</summary>
    public TransferBar Open(string name)
    {
        var entry = new Entry(name);
        lock (gate) entries.Add(entry);
        return new TransferBar((moved, total) => (entry.Moved, entry.Total) = (moved, total), () => End(entry));
    }

    /// <summary>Removes the line, because something else is about to be printed.</summary>
    public void Clear()
    {
        lock (gate)
        {
            terminal.Write("\r\e[K");
            quietUntil = clock.GetElapsedTime(start) + TimeForOthers;
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        Clear();
    }

    private void End(Entry entry)
    {
        lock (gate)
        {
            entries.Remove(entry);
            finished++;
            finishedBytes += entry.Moved;
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            var elapsed = clock.GetElapsedTime(start);
            if (entries.Count > 0 && elapsed >= quietUntil) terminal.Write($"\r{Text(elapsed)}\e[K\r");
        }
    }

    // "film.mp4 ━━━━━━━━━━────────── 50% 15.0/30.0 MB 11.0 MB/s 00:00:01"
    private string Text(TimeSpan elapsed)
    {
        var name = entries.Count == 1 && finished == 0 ? entries[0].Name : $"{finished} done, {entries.Count} running";
        var moved = finishedBytes + entries.Sum(entry => entry.Moved);
        var speed = moved / Math.Max(elapsed.TotalSeconds, 0.001);
        var text = entries.TrueForAll(entry => entry.Total is not null)
            ? $"{name} {Known(moved, finishedBytes + entries.Sum(entry => entry.Total!.Value), speed)}"
            : $"{name} {HumanReadable.Of(moved)} {HumanReadable.Of(speed)}/s";
        return text.Length < width ? text : text[..Math.Max(width - 1, 0)];
    }

    private static string Known(long moved, long total, double speed)
    {
        var part = total == 0 ? 1 : (double)moved / total;
        var full = (int)(part * BarWidth);
        // 100 % would look like success, but the server has not answered yet.
        var percent = Math.Min((int)(part * 100), 99);
        var left = TimeSpan.FromSeconds(Math.Min((total - moved) / Math.Max(speed, 1), 359_999));
        var (all, unit) = HumanReadable.Parts(total);
        var bar = $"{new string('━', full)}{new string('─', BarWidth - full)} {percent}%";
        return $"{bar} {HumanReadable.In(moved, unit)}/{all} {unit} {HumanReadable.Of(speed)}/s {(int)left.TotalHours:00}:{left:mm\\:ss}";
    }

    private sealed class Entry(string name)
    {
        public string Name => name;

        public long Moved { get; set; }

        public long? Total { get; set; }
    }
}
