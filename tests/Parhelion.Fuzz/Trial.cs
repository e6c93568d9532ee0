using System.Diagnostics;

namespace Parhelion.Fuzz;

/// <summary>One run of a target, held to what holds for all of them: no exception but the documented ones, no more than 50 ms and 1 MB of new memory for each call.</summary>
internal static class Trial
{
    private const long MostAllocated = 1024 * 1024;

    // Other programs run beside this one: what is slow or large is tried again, and the best counts.
    private const int Repeats = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public static Failure? Judge(Target target, byte[] input)
    {
        var (time, allocated) = (TimeSpan.MaxValue, long.MaxValue);
        var (longest, mostAllocated) = (Longest * target.Calls, MostAllocated * target.Calls);
        for (var repeat = 0; repeat < Repeats && (time > longest || allocated > mostAllocated); repeat++)
        {
            var (start, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            if (Run(target, input) is { } failure) return failure;
            (time, allocated) = (Min(time, Stopwatch.GetElapsedTime(start)), Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before));
        }

        if (time > longest) return new Failure(target.Name, input, "slow", $"{time.TotalMilliseconds:0} ms");
        return allocated > mostAllocated ? new Failure(target.Name, input, "memory", $"{allocated:N0} bytes allocated") : null;
    }

    private static Failure? Run(Target target, byte[] input)
    {
        try
        {
            target.Run(input);
            return null;
        }
        catch (Exception e) when (target.Documented.Any(type => type.IsInstanceOfType(e)))
        {
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, it is what is looked for.
            var place = e is BrokenPromiseException ? e.Message : new StackTrace(e).GetFrame(0)?.GetMethod()?.ToString() ?? "";
            return new Failure(target.Name, input, $"{e.GetType().Name} {place}", e.ToString());
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
