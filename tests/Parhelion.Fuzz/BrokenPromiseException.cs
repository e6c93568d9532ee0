namespace Parhelion.Fuzz;

/// <summary>A target ran through, and its result is wrong.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message)
{
    /// <exception cref="BrokenPromiseException">The promise does not hold.</exception>
    public static void Unless(bool holds, string promise)
    {
        if (!holds) throw new BrokenPromiseException(promise);
    }
}
