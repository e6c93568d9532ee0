using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Shows the progress of uploads and downloads on stderr, if it is a terminal: a bar for each transfer, or one line for all of them if stdout
/// is redirected.</summary>
internal sealed class TransferDisplay
{
    // A full bar disappears, but an upload has ended only when the server has answered.
    private const double NotQuite = 0.5;

    private readonly ProgressContext? bars;
    private readonly ProgressLine? line;

    private TransferDisplay(ProgressContext? bars, ProgressLine? line) => (this.bars, this.line) = (bars, line);

    /// <summary>Runs transfers and shows their progress.</summary>
    public static async Task<T> RunAsync<T>(Terminal terminal, Func<TransferDisplay, Task<T>> work)
    {
        if (!terminal.HasViewer) return await work(new TransferDisplay(null, null));
        if (Console.IsOutputRedirected)
        {
            using var shared = new ProgressLine(Console.Error, terminal.Talk.Profile.Width, TimeProvider.System);
            return await terminal.AboveAsync(shared.Clear, () => work(new TransferDisplay(null, shared)));
        }

        return await terminal.AboveBarsAsync(() => terminal.Talk.Progress().AutoClear(true).HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn())
            .StartAsync(progress => work(new TransferDisplay(progress, null))));
    }

    /// <summary>Adds a bar.</summary>
    public TransferBar Open(string name)
    {
        var shown = Short(TerminalText.Of(name));
        if (line is not null) return line.Open(shown);
        if (bars is null) return new TransferBar(null, null);
        var task = bars.AddTask(Markup.Escape(shown), autoStart: true);
        task.IsIndeterminate(true);
        return new TransferBar((moved, total) => Show(task, moved, total), task.StopTask);
    }

    private static void Show(ProgressTask task, long moved, long? total)
    {
        if (total is { } all)
        {
            task.IsIndeterminate(false);
            task.MaxValue = Math.Max(all, 1);
        }

        task.Value = Math.Min(moved, task.MaxValue - NotQuite);
    }

    private static string Short(string name) => name.Length <= 32 ? name : $"{name[..15]}…{name[^16..]}";
}
