namespace Parhelion.Server.Tests.Faults;

/// <summary>How many operations a server may still answer before it is killed: a measure that is the same on a busy machine.</summary>
internal sealed class Budget(int operations)
{
    private readonly TaskCompletionSource spent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = operations;

    /// <summary>One operation was answered.</summary>
    public void Spend()
    {
        if (Interlocked.Decrement(ref left) == 0) spent.SetResult();
    }

    /// <summary>Waits until the budget is spent, or until nobody is left who spends.</summary>
    public Task SpentAsync(IEnumerable<Task> spenders) => Task.WhenAny(spent.Task, Task.WhenAll(spenders));
}
