using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Shows the progress of uploads and downloads as bars on stderr, if it is a terminal. A bar disappears when its transfer has ended.</summary>
internal sealed class TransferDisplay
{
    private readonly ProgressContext? progress;

    private TransferDisplay(ProgressContext? progress) => this.progress = progress;

    /// <summary>Runs transfers and shows their progress.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, Func<TransferDisplay, Task<T>> work)
    {
        if (!terminal.HasViewer) return work(new TransferDisplay(null));
        return terminal.WithBarsAsync(() => terminal.Talk.Progress().AutoClear(true).HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn())
            .StartAsync(progress => work(new TransferDisplay(progress))));
    }

    /// <summary>Adds a bar.</summary>
    public TransferBar Open(string name)
    {
        if (progress is null) return new TransferBar(null);
        var task = progress.AddTask(Markup.Escape(Short(TerminalText.Of(name))), autoStart: true);
        task.IsIndeterminate(true);
        return new TransferBar(task);
    }

    private static string Short(string name) => name.Length <= 32 ? name : $"{name[..15]}…{name[^16..]}";
}
