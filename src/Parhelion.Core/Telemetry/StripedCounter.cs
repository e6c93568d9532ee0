namespace Parhelion.Core.Telemetry;

/// <summary>A sum to which many threads can add at the same time. Each processor adds to a number of its own, so that threads do not wait for each other. On a
/// machine with more than 64 processors, some share a number. An addition takes a few nanoseconds and allocates nothing.</summary>
public sealed class StripedCounter
{
    // One cache line for each place.
    private const int Stride = 8;

    // A machine with more processors shares places.
    private const int MaxPlaces = 64;

    private readonly long[] places;
    private readonly int mask;

    /// <summary>Creates a counter that begins with 0.</summary>
    public StripedCounter()
    {
        var count = Math.Min((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount), MaxPlaces);
        mask = count - 1;
        places = new long[(count + 1) * Stride];
    }

    /// <summary>The sum of all additions that have ended.</summary>
    public long Sum
    {
        get
        {
            long sum = 0;
            for (var place = Stride; place < places.Length; place += Stride) sum += Interlocked.Read(ref places[place]);
            return sum;
        }
    }

    /// <summary>Adds a number.</summary>
    public void Add(long count) => Interlocked.Add(ref places[((Thread.GetCurrentProcessorId() & mask) + 1) * Stride], count);
}
