using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Shows the progress of uploads and downloads as bars in a terminal. Elsewhere it shows nothing.</summary>
internal static class TransferDisplay
{
    /// <summary>Runs the transfers and shows their progress.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="work">Performs the transfers. It gets a function that adds a bar for a file name. That function returns another one, which reports the
    /// bytes transferred and the total bytes, if known.</param>
    public static async Task<int> RunAsync(Terminal terminal, Func<Func<string, Action<long, long?>>, Task<int>> work)
    {
        if (!terminal.HasViewer) return await work(_ => (_, _) => { });
        return await terminal.Talk.Progress().AutoClear(false).HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn())
            .StartAsync(progress => work(name =>
            {
                var line = progress.AddTask(Markup.Escape(Short(name)), autoStart: true);
                line.IsIndeterminate(true);
                return (moved, total) =>
                {
                    if (total is { } all)
                    {
                        line.IsIndeterminate(false);
                        line.MaxValue = Math.Max(all, 1);
                    }

                    line.Value = moved;
                };
            }));
    }

    private static string Short(string name) => name.Length <= 32 ? name : $"{name[..15]}…{name[^16..]}";
}
