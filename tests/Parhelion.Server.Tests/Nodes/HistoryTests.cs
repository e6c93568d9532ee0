using System.Diagnostics;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>The judge of histories knows right ones from wrong ones.</summary>
public sealed class HistoryTests
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    [Fact]
    public void Reads_before_and_misses_after_a_deletion_are_explained() =>
        Assert.True(Judge([Read(0, 1, true), Delete(2, 4, true), Read(5, 6, false), Delete(5, 6, false)]));

    [Fact]
    public void Calls_beside_a_deletion_may_see_either() =>
        Assert.True(Judge([Delete(2, 10, true), Read(3, 4, true), Read(5, 6, false), Read(7, 8, false)]));

    [Fact]
    public void Nothing_comes_back() => Assert.False(Judge([Delete(2, 10, true), Read(3, 4, false), Read(5, 6, true)]));

    [Fact]
    public void Nothing_is_seen_after_its_deletion_was_answered() => Assert.False(Judge([Delete(2, 4, true), Read(5, 6, true)]));

    [Fact]
    public void Nothing_is_missed_that_nobody_has_deleted() => Assert.False(Judge([Read(0, 1, true), Read(2, 3, false)]));

    [Fact]
    public void Nothing_is_missed_before_its_deletion_began() => Assert.False(Judge([Read(0, 1, false), Delete(2, 3, true)]));

    [Fact]
    public void Nothing_is_deleted_twice() => Assert.False(Judge([Delete(0, 1, true), Delete(2, 3, true)]));

    [Fact]
    public void Deletion_without_an_answer_may_happen_later_or_never()
    {
        Assert.True(Judge([Delete(0, 1, null), Read(2, 3, true)]));
        Assert.True(Judge([Delete(0, 1, null), Read(2, 3, true), Read(4, 5, false)]));
        Assert.False(Judge([Delete(0, 1, null), Read(2, 3, false), Read(4, 5, true)]));
        Assert.False(Judge([Read(0, 1, false), Delete(2, 3, null)]));
    }

    [Fact]
    public void Another_node_may_remember_for_a_while_and_the_same_may_not()
    {
        Assert.True(Judge([Delete(2, 4, true), Read(6, 7, true, node: 1)], Memory));
        Assert.False(Judge([Delete(2, 4, true), Read(10, 11, true, node: 1)], Memory));
        Assert.False(Judge([Delete(2, 4, true), Read(5, 6, true, node: 0)], Memory));
        Assert.False(Judge([Delete(2, 4, true), Read(6, 7, true, node: 1)]));
    }

    private static bool Judge(Call[] calls, TimeSpan memory = default) => History.IsExplained(calls, memory);

    private static Call Read(int began, int ended, bool? wasThere, int node = 0) => Make(CallKind.Read, began, ended, wasThere, node);

    private static Call Delete(int began, int ended, bool? wasThere) => Make(CallKind.Delete, began, ended, wasThere, 0);

    private static Call Make(CallKind kind, int began, int ended, bool? wasThere, int node) =>
        new(kind, node, began * Stopwatch.Frequency, ended * Stopwatch.Frequency, wasThere);
}
