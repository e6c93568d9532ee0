using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Parhelion.Core;

/// <summary>Creates and checks ids, such as those of apps, attachments and removals. An id consists of 24 lower-case hexadecimal characters. Ids sort by the
/// time of their creation, and the cursors of lists rely on this order.</summary>
/// <remarks>The 24 characters stand for 12 bytes. The first six bytes are the Unix time in units of 1/65,536 of a second. The next three bytes are random, and
/// the same in all ids that one process creates. The last three bytes are a counter.</remarks>
public static class ObjectId
{
    /// <summary>Number of characters of an id.</summary>
    public const int Length = 24;

    private const int TimeCharacters = 12;
    private const long UnitsOfSecond = 1 << 16;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly byte[] Process = RandomNumberGenerator.GetBytes(3);
    private static int counter = RandomNumberGenerator.GetInt32(1 << 24);

    /// <summary>Creates an id that is greater than all ids that this process created before. The id may be smaller if the clock has gone back, or if the
    /// counter has wrapped at 2^24 within one unit of time.</summary>
    public static string New(TimeProvider clock) => Make(Now(clock));

    /// <summary>Creates an id that is greater than <paramref name="last"/>, even if another node with a wrong clock created that id.</summary>
    /// <param name="clock">Supplies the time in the id.</param>
    /// <param name="last">The greatest id so far; <c>null</c> if there is none.</param>
    public static string NewAfter(TimeProvider clock, string? last)
    {
        var id = New(clock);
        if (string.CompareOrdinal(id, last) > 0) return id;
        return Make(long.Parse(last.AsSpan(0, TimeCharacters), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>Returns the least id that could be created at a time. A time before 1970 gives the least id of all. A time after 2106 gives an id near the
    /// greatest one, because ids cannot express later times.</summary>
    public static string LeastAt(DateTimeOffset time)
    {
        var units = Math.Clamp(UnitsOf(time), 0, (1L << (4 * TimeCharacters)) - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{units:x12}{0:x12}");
    }

    /// <summary>Whether <paramref name="text"/> has the form of an id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length == Length && !text.ContainsAnyExcept(Hexadecimal);

    private static long Now(TimeProvider clock) => UnitsOf(clock.GetUtcNow());

    private static long UnitsOf(DateTimeOffset time)
    {
        var elapsed = (time - DateTimeOffset.UnixEpoch).Ticks;
        var (seconds, rest) = Math.DivRem(elapsed, TimeSpan.TicksPerSecond);
        return (seconds * UnitsOfSecond) + (rest * UnitsOfSecond / TimeSpan.TicksPerSecond);
    }

    private static string Make(long time)
    {
        Span<byte> bytes = stackalloc byte[14];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        bytes = bytes[2..];
        Process.CopyTo(bytes[6..]);
        var count = Interlocked.Increment(ref counter);
        bytes[9] = (byte)(count >> 16);
        bytes[10] = (byte)(count >> 8);
        bytes[11] = (byte)count;
        return Convert.ToHexStringLower(bytes);
    }
}
