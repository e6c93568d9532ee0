using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>What callers of several nodes have done to attachments, with the time at which each call began and ended, and what it saw.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Call>> calls = new(StringComparer.Ordinal);

    public int Count => calls.Values.Sum(all => all.Count);

    /// <summary>Makes a call and records it.</summary>
    /// <param name="attachment">Path of the media URL. It is known from the moment its upload is answered, so that nobody calls earlier.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="node">Which node is asked.</param>
    /// <param name="call">Does it; whether the attachment was there, and <c>null</c> when there was no answer, or none that says so.</param>
    public async Task RunAsync(string attachment, CallKind kind, int node, Func<Task<bool?>> call)
    {
        var began = Stopwatch.GetTimestamp();
        var wasThere = await call();
        calls.GetOrAdd(attachment, _ => []).Enqueue(new Call(kind, node, began, Stopwatch.GetTimestamp(), wasThere));
    }

    /// <summary>Whatever cannot be explained by one moment at which the attachment went, if it ever went.</summary>
    /// <param name="memory">How long a node may go on showing what another has deleted; zero: the history must be linearizable.</param>
    public List<string> Faults(TimeSpan memory) =>
        [.. calls.Where(pair => !IsExplained([.. pair.Value], memory)).Select(pair => $"{pair.Key}\n{Describe([.. pair.Value])}")];

    /// <summary>How much later than its deletion was answered an attachment was seen, at most.</summary>
    public TimeSpan Latest()
    {
        var latest = TimeSpan.Zero;
        foreach (var all in calls.Values)
        {
            var gone = all.Where(call => call is { Kind: CallKind.Delete, WasThere: true }).Select(call => call.Ended).DefaultIfEmpty(long.MaxValue).Min();
            foreach (var seen in all.Where(call => call is { Kind: CallKind.Read, WasThere: true } && call.Began > gone))
            {
                if (Stopwatch.GetElapsedTime(gone, seen.Began) is var late && late > latest) latest = late;
            }
        }

        return latest;
    }

    // An attachment is there from its upload on and goes at most once. So there is an order of all calls exactly if there is a moment of
    // going that lies within the deletion that was answered (or after the beginning of one that was not), not before the beginning of a
    // call that found the attachment, and not after the end of one that did not.
    internal static bool IsExplained(IReadOnlyList<Call> calls, TimeSpan memory)
    {
        var tolerance = (long)(memory.TotalSeconds * Stopwatch.Frequency);
        var done = calls.Where(call => call is { Kind: CallKind.Delete, WasThere: true }).ToList();
        if (done.Count > 1) return false;
        var found = calls.Where(call => call is { Kind: CallKind.Read, WasThere: true }).ToList();
        var missed = calls.Where(call => call.WasThere == false).ToList();
        var latest = missed.Select(call => call.Ended).DefaultIfEmpty(long.MaxValue).Min();
        if (done.Count == 1) return FitsIn(done[0], done[0].Began, Math.Min(done[0].Ended, latest));
        if (missed.Count == 0) return true;
        return calls.Any(call => call is { Kind: CallKind.Delete, WasThere: null } && FitsIn(call, call.Began, latest));

        // The node that has deleted and knows it shows nothing of it afterwards; others may, for as long as they remember.
        bool FitsIn(Call deletion, long from, long to)
        {
            var earliest = found.Select(call => call.Node == deletion.Node && deletion.WasThere == true ? call.Began : call.Began - tolerance).DefaultIfEmpty(from).Max();
            return Math.Max(from, earliest) <= to;
        }
    }

    private static string Describe(IEnumerable<Call> calls) => string.Join('\n', calls.OrderBy(call => call.Began).Select(call =>
        $"  {Stopwatch.GetElapsedTime(0, call.Began).TotalMilliseconds:F1}..{Stopwatch.GetElapsedTime(0, call.Ended).TotalMilliseconds:F1} node {call.Node} {call.Kind} {call.WasThere?.ToString() ?? "unknown"}"));
}

/// <summary>What a call does.</summary>
internal enum CallKind
{
    /// <summary>Reads from a node.</summary>
    Read,

    /// <summary>Deletes.</summary>
    Delete,
}

/// <summary>A call.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Node">Which node was asked.</param>
/// <param name="Began">When, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Ended">When, in ticks of <see cref="Stopwatch"/>.</param>
/// <param name="WasThere">Whether the attachment was there; <c>null</c>: nobody knows.</param>
internal sealed record Call(CallKind Kind, int Node, long Began, long Ended, bool? WasThere);
