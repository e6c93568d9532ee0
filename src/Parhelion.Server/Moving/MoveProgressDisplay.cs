using Parhelion.Core.Moving;
using Spectre.Console;

namespace Parhelion.Server.Moving;

/// <summary>Shows the progress of <c>migrate</c>: as bars on a terminal, otherwise as a line of text every five seconds.</summary>
internal static class MoveProgressDisplay
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs a move and shows its progress. <paramref name="work"/> gets the function that prints findings.</summary>
    public static Task<InstallationMoveResult> RunAsync(MoveProgress progress, TimeProvider clock, Func<Action<string>, Task<InstallationMoveResult>> work) =>
        Console.IsOutputRedirected ? PlainAsync(progress, clock, work) : BarsAsync(progress, clock, work);

    private static async Task<InstallationMoveResult> PlainAsync(MoveProgress progress, TimeProvider clock, Func<Action<string>, Task<InstallationMoveResult>> work)
    {
        var lines = new MoveProgressLines(progress, clock);
        var moving = work(Console.WriteLine);
        while (await Task.WhenAny(moving, Task.Delay(LogInterval, clock)) != moving) Console.WriteLine(lines.Next());
        return await moving;
    }

    private static Task<InstallationMoveResult> BarsAsync(MoveProgress progress, TimeProvider clock, Func<Action<string>, Task<InstallationMoveResult>> work) =>
        AnsiConsole.Progress().AutoClear(false).HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async screen =>
            {
                var bars = new MoveProgressBars(screen, progress, clock);
                var moving = work(AnsiConsole.WriteLine);
                do bars.Update();
                while (await Task.WhenAny(moving, Task.Delay(TerminalInterval, clock)) != moving);
                bars.Update();
                if (moving.IsCompletedSuccessfully) bars.Complete();
                return await moving;
            });
}
