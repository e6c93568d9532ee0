using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Moving;
using Parhelion.Server.Moving;

namespace Parhelion.Server.Tests.Moving;

/// <summary>Progress where nobody watches a terminal.</summary>
public sealed class MoveProgressLinesTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly MoveProgress progress = new();

    [Fact]
    public void Line_says_how_much_is_done_how_fast_it_goes_and_how_long_it_takes()
    {
        var lines = new MoveProgressLines(progress, clock);
        progress.Begin(1000, 10_000_000);
        progress.Enter("attachments");
        for (var i = 0; i < 200; i++) progress.AddRow();
        for (var i = 0; i < 100; i++) progress.AddBlob(20_000);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("pass 1, attachments: 200 of 1,000 rows, 40/s; 2.0 MB of 10.0 MB, 400.0 kB/s; 20 s left", lines.Next());

        // Since the line before, and not since the beginning.
        for (var i = 0; i < 400; i++) progress.AddRow();
        progress.AddBlob(7_900_000);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("pass 1, attachments: 600 of 1,000 rows, 100/s; 9.9 MB of 10.0 MB, 2.0 MB/s; 4.0 s left", lines.Next());
    }

    [Fact]
    public void Pass_that_copies_no_bytes_is_told_by_its_rows()
    {
        var lines = new MoveProgressLines(progress, clock);
        progress.Begin(10, 100);
        clock.Advance(TimeSpan.FromSeconds(1));
        lines.Next();
        progress.Begin(5000, 0);
        progress.Enter("messages");
        for (var i = 0; i < 500; i++) progress.AddRow();
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("pass 2, messages: 500 of 5,000 rows, 100/s; 45 s left", lines.Next());
    }

    [Fact]
    public void Standstill_promises_nothing()
    {
        var lines = new MoveProgressLines(progress, clock);
        progress.Begin(10, 100);
        progress.Enter("apps");
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("pass 1, apps: 0 of 10 rows, 0/s; 0 B of 100 B, 0 B/s", lines.Next());
    }
}
