using Parhelion.Core.Blobs;

namespace Parhelion.S3.Tests;

/// <summary>Reads of the store have a bound, of which each reader has a quarter.</summary>
public sealed class S3ReadLimiterTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly S3ReadLimiter reads = new(8);

    [Fact]
    public async Task One_reader_has_a_quarter_and_the_others_the_rest()
    {
        var turns = new List<IDisposable>();
        for (var i = 0; i < 2; i++) turns.Add(await EnterAsync("a"));

        await Assert.ThrowsAsync<TooManyReadsException>(() => EnterAsync("a"));
        foreach (var reader in (string?[])["b", "b", "c", "c", null, null]) turns.Add(await EnterAsync(reader));
        await Assert.ThrowsAsync<TooManyReadsException>(() => EnterAsync("d"));
        await Assert.ThrowsAsync<TooManyReadsException>(() => EnterAsync(null));

        foreach (var turn in turns) turn.Dispose();
        // What was refused has taken nothing.
        foreach (var reader in (string?[])["a", "a", "d", "d", "b", "b", null, null]) turns.Add(await EnterAsync(reader));
    }

    [Fact]
    public async Task Turn_that_ends_is_that_of_the_next_who_waits()
    {
        var first = await EnterAsync("a");
        await EnterAsync("a");
        Assert.Equal(TimeSpan.FromSeconds(1), reads.StallTimeOf("a"));

        var third = reads.EnterAsync("a", Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken).AsTask();
        Assert.Equal(TimeSpan.FromMilliseconds(100), reads.StallTimeOf("a"));
        Assert.Equal(TimeSpan.FromSeconds(1), reads.StallTimeOf("b"));
        first.Dispose();

        await third.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_leaves_while_it_waits_takes_nothing()
    {
        using var left = new CancellationTokenSource();
        var first = await EnterAsync("a");
        await EnterAsync("a");
        var waiting = reads.EnterAsync("a", Timeout.InfiniteTimeSpan, left.Token).AsTask();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        first.Dispose();
        await EnterAsync("a");
    }

    private Task<IDisposable> EnterAsync(string? reader) => reads.EnterAsync(reader, Soon, TestContext.Current.CancellationToken).AsTask();
}
