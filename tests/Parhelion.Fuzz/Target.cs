namespace Parhelion.Fuzz;

/// <summary>Code that takes what strangers send.</summary>
/// <param name="Name">Its name in reports, and in the names of files.</param>
/// <param name="Run">Runs it once. It throws <see cref="BrokenPromiseException"/> when the result is not what it promises.</param>
internal sealed record Target(string Name, Action<byte[]> Run)
{
    /// <summary>Inputs that the mutations begin with.</summary>
    public required IReadOnlyList<byte[]> Seeds { get; init; }

    /// <summary>The exceptions that its documentation names.</summary>
    public IReadOnlyList<Type> Documented { get; init; } = [];

    /// <summary>Pieces of text that mutations put in.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Number of calls that one run makes. The limits of time and memory are those of one call.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Most bytes of an input. 8 KiB.</summary>
    public int MostBytes { get; init; } = 8 * 1024;
}
