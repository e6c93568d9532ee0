using Parhelion.Core.Moving;
using Spectre.Console;

namespace Parhelion.Server.Moving;

/// <summary>Progress as bars: of each pass one for its rows, and one for its bytes when there are any to copy.</summary>
internal sealed class MoveBars(ProgressContext screen, MoveProgress progress, TimeProvider clock)
{
    private int pass;
    private long begun;
    private ProgressTask? rows;
    private ProgressTask? bytes;

    /// <summary>Brings the bars up to date.</summary>
    public void Update()
    {
        if (progress.Pass != pass) Begin();
        if (rows is null) return;
        var time = clock.GetElapsedTime(begun);
        Show(rows, progress.Rows, progress.TotalRows, $"{progress.Rows,12:N0} rows   {Amounts.PerSecond(progress.Rows, time),10:N0}/s");
        if (bytes is null) return;
        Show(bytes, progress.Bytes, progress.TotalBytes, $"{Amounts.Bytes(progress.Bytes),12} bytes  {Amounts.Bytes(Amounts.PerSecond(progress.Bytes, time)),10}/s");
    }

    /// <summary>Fills the bars of the pass: it is through. Rows may have gone since they were counted.</summary>
    public void Complete()
    {
        foreach (var bar in (ProgressTask?[])[rows, bytes])
        {
            if (bar is null) continue;
            bar.Value = bar.MaxValue;
            bar.StopTask();
        }
    }

    private void Begin()
    {
        Complete();
        (pass, begun) = (progress.Pass, clock.GetTimestamp());
        rows = screen.AddTask(Name());
        bytes = progress.TotalBytes > 0 ? screen.AddTask(Name()) : null;
    }

    private string Name() => pass == 1 ? "Copying " : "Comparing";

    // The side that is copied may grow meanwhile.
    private void Show(ProgressTask bar, long value, long total, string amount)
    {
        bar.MaxValue = Math.Max(Math.Max(total, value), 1);
        bar.Value = value;
        bar.Description = $"{Name(),-10}{amount}";
    }
}
