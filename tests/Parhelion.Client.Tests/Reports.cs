namespace Parhelion.Client.Tests;

/// <summary>Progress that is kept as it comes: the framework's own posts it to the thread pool.</summary>
internal sealed class Reports<T> : IProgress<T>
{
    private readonly List<T> all = [];

    public IReadOnlyList<T> All
    {
        get
        {
            lock (all) return [.. all];
        }
    }

    public void Report(T value)
    {
        lock (all) all.Add(value);
    }
}
