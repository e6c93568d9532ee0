using System.Diagnostics;

namespace Parhelion.Fuzz;

/// <summary>Searches one target: an input that takes a new branch is kept, and others are made of it.</summary>
internal sealed class Explorer
{
    private const int MostKept = 4000;
    private const int MostFailures = 20;

    private readonly Target target;
    private readonly Mutator mutator;
    private readonly Coverage coverage = new();
    private readonly List<byte[]> known = [];
    private readonly Watchdog watchdog;

    public Explorer(Target target, int seed, Watchdog watchdog)
    {
        (this.target, this.watchdog) = (target, watchdog);
        mutator = new Mutator(seed, target);
        // Twice: what happens once in a process, such as loading a character set, is nobody's cost.
        foreach (var input in target.Seeds.Concat(target.Seeds)) Warm(input);
        foreach (var input in target.Seeds) Take(input);
    }

    /// <summary>The name of the target.</summary>
    public string Name => target.Name;

    /// <summary>How many inputs were run.</summary>
    public long Runs { get; private set; }

    /// <summary>How many inputs were kept.</summary>
    public int Kept => known.Count;

    /// <summary>How many branches were taken.</summary>
    public int Branches => coverage.Branches;

    /// <summary>Faults, one input for each kind.</summary>
    public Dictionary<string, Failure> Failures { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on for a time.</summary>
    public void Run(TimeSpan time)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            for (var batch = 0; batch < 50; batch++) Take(mutator.Mutate(known));
        }
    }

    private void Take(byte[] input)
    {
        Coverage.Clear();
        watchdog.Enter(target.Name, input);
        var failure = Trial.Judge(target, input);
        watchdog.Leave();
        Runs++;
        if (failure is not null && Failures.Count < MostFailures) Failures.TryAdd(failure.Kind, failure);
        if ((coverage.Take() && known.Count < MostKept) || known.Count == 0) known.Add(input);
    }

    private void Warm(byte[] input)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception)
        {
            // It is judged afterwards.
        }
    }
}
