using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Spectre.Console;

namespace Parhelion.Server.Moving;

/// <summary>Shows the progress of <c>migrate</c> as bars. The command copies in one or more passes. Each pass has one bar for the rows, and a second bar for
/// the bytes if there are bytes to copy.</summary>
internal sealed class MoveProgressBars(ProgressContext screen, MoveProgress progress, TimeProvider clock)
{
    private int pass;
    private long begun;
    private ProgressTask? rows;
    private ProgressTask? bytes;

    /// <summary>Updates the bars.</summary>
    public void Update()
    {
        if (progress.Pass != pass) Begin();
        Show(progress.Rows, progress.Bytes);
    }

    /// <summary>Fills the bars of a pass that has ended. Rows may have been deleted since they were counted.</summary>
    public void Complete()
    {
        if (rows is null) return;
        Show((long)rows.MaxValue, (long)(bytes?.MaxValue ?? 0));
        rows.StopTask();
        bytes?.StopTask();
    }

    private void Begin()
    {
        Complete();
        (pass, begun) = (progress.Pass, clock.GetTimestamp());
        rows = screen.AddTask(Name(), maxValue: Math.Max(progress.TotalRows, 1));
        bytes = progress.TotalBytes > 0 ? screen.AddTask(Name(), maxValue: progress.TotalBytes) : null;
    }

    private void Show(long rowsDone, long bytesDone)
    {
        if (rows is null) return;
        var time = clock.GetElapsedTime(begun);
        Show(rows, rowsDone, $"{rowsDone,12:N0} rows   {SizeAndDurationFormatter.PerSecond(rowsDone, time),10:N0}/s");
        if (bytes is not null) Show(bytes, bytesDone, $"{SizeAndDurationFormatter.Bytes(bytesDone),12} bytes  {SizeAndDurationFormatter.Bytes(SizeAndDurationFormatter.PerSecond(bytesDone, time)),10}/s");
    }

    private string Name() => pass == 1 ? "Copying" : "Comparing";

    // The present installation may grow during the pass.
    private void Show(ProgressTask bar, long value, string amount)
    {
        bar.MaxValue = Math.Max(bar.MaxValue, value);
        bar.Value = value;
        bar.Description = $"{Name(),-10}{amount}";
    }
}
