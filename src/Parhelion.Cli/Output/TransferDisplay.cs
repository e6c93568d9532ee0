using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Shows how far files are: moving bars for a person, a line for each file that is done otherwise.</summary>
internal static class TransferDisplay
{
    /// <summary>Runs work that moves files.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="work">Gets a function that opens a line for a file; it reports bytes moved, and bytes in all where they are known.</param>
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
