using Parhelion.Cli.Output;

namespace Parhelion.Cli.Tests;

/// <summary>The line that shows the progress of all transfers while stdout is a pipe.</summary>
public sealed class ProgressLineTests
{
    private const string Empty = "\r\e[K";

    private readonly ManualClock clock = new();
    private readonly StringWriter terminal = new();

    [Fact]
    public void It_shows_one_transfer_by_name_and_several_by_number()
    {
        using var line = new ProgressLine(terminal, 120, clock);
        var film = line.Open("film.mp4");
        film.Report(15_000_000, 30_000_000);
        Assert.Equal("film.mp4 ━━━━━━━━━━────────── 50% 15.0/30.0 MB 150.0 MB/s 00:00:00", Shown());

        using var other = line.Open("other.mp4");
        other.Report(0, 10_000_000);
        Assert.StartsWith("0 done, 2 running ━━━━━━━", Shown(), StringComparison.Ordinal);
        film.Report(30_000_000, 30_000_000);
        film.Dispose();
        Assert.StartsWith("1 done, 1 running ━━━━━━━━━━━━━━━───── 75% 30.0/40.0 MB", Shown(), StringComparison.Ordinal);
        other.Report(1, null);
        Assert.StartsWith("1 done, 1 running 30.0 MB ", Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_makes_room_for_what_is_printed_and_for_the_program_behind_the_pipe()
    {
        using var line = new ProgressLine(terminal, 120, clock);
        using var film = line.Open("film.mp4");
        Shown();

        line.Clear();
        Assert.Equal(Empty, terminal.ToString());
        terminal.GetStringBuilder().Clear();
        clock.Tick();
        clock.Tick();
        Assert.Empty(terminal.ToString());
        clock.Tick();
        Assert.NotEmpty(terminal.ToString());
    }

    [Fact]
    public void It_is_shorter_than_the_terminal_is_wide_and_never_moves_the_cursor_up()
    {
        var line = new ProgressLine(terminal, 40, clock);
        using var film = line.Open(new string('n', 32));
        film.Report(1, 2);
        Assert.Equal(39, Shown().Length);
        line.Dispose();
        Assert.Equal(Empty, terminal.ToString());
    }

    private string Shown()
    {
        terminal.GetStringBuilder().Clear();
        clock.Tick();
        var text = terminal.ToString();
        terminal.GetStringBuilder().Clear();
        Assert.StartsWith("\r", text, StringComparison.Ordinal);
        Assert.EndsWith("\e[K\r", text, StringComparison.Ordinal);
        return text[1..^4];
    }

    // Each tick is a tenth of a second.
    private sealed class ManualClock : TimeProvider
    {
        private long now;
        private Action? tick;

        public override long TimestampFrequency => 10;

        public override long GetTimestamp() => now;

        public void Tick()
        {
            now++;
            tick?.Invoke();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            tick = () => callback(state);
            return new NoTimer();
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
