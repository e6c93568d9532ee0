using System.Numerics;
using System.Runtime.InteropServices;

namespace Parhelion.Fuzz;

/// <summary>Which branches inputs have taken, and about how often: counted as American Fuzzy Lop does, in eight classes.</summary>
internal sealed unsafe class Coverage
{
    private const int Size = 64 * 1024;

    private static readonly byte* Traces = (byte*)NativeMemory.AllocZeroed(Size);

    private readonly byte[] seen = new byte[Size];

    /// <summary>How many branches were taken.</summary>
    public int Branches { get; private set; }

    /// <summary>Before anything is run.</summary>
    public static void Begin() => Instrumentation.Begin(Traces);

    /// <summary>Forgets the traces of the run before.</summary>
    public static void Clear() => new Span<byte>(Traces, Size).Clear();

    /// <summary>Takes the traces of a run.</summary>
    /// <returns>Whether one of them is new.</returns>
    public bool Take()
    {
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(Traces, Size / sizeof(ulong));
        for (var word = words.IndexOfAnyExcept(0UL); word >= 0;)
        {
            for (var at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                if (Traces[at] == 0) continue;
                var times = (byte)(1 << BitOperations.Log2(Traces[at]));
                if ((seen[at] & times) != 0) continue;
                if (seen[at] == 0) Branches++;
                seen[at] |= times;
                isNew = true;
            }

            var next = words[(word + 1)..].IndexOfAnyExcept(0UL);
            word = next < 0 ? -1 : word + 1 + next;
        }

        return isNew;
    }
}
