using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Parhelion.Core;

/// <summary>Ids of apps, attachments, removals and all other records: 24 lower-case hexadecimal characters, made of six bytes of Unix time in
/// units of 1/65,536 of a second, three random bytes of this process and a three-byte counter. They sort by creation, which page cursors rely on.</summary>
public static class ObjectId
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 24;

    private const int TimeCharacters = 12;
    private const long UnitsOfSecond = 1 << 16;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly byte[] Process = RandomNumberGenerator.GetBytes(3);
    private static int counter = RandomNumberGenerator.GetInt32(1 << 24);

    /// <summary>A new id. Within one process it is greater than all that were made before it, as long as the clock does not go back and the
    /// counter does not wrap at 2^24 within one unit.</summary>
    public static string New(TimeProvider clock) => Make(Now(clock));

    /// <summary>A new id that is greater than <paramref name="last"/>, whoever made that, and whatever the clocks say.</summary>
    /// <param name="clock">Tells the time.</param>
    /// <param name="last">The greatest id so far; <c>null</c>: there is none.</param>
    public static string NewAfter(TimeProvider clock, string? last)
    {
        var id = New(clock);
        if (string.CompareOrdinal(id, last) > 0) return id;
        return Make(long.Parse(last.AsSpan(0, TimeCharacters), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>Whether <paramref name="text"/> has the form of an id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length == Length && !text.ContainsAnyExcept(Hexadecimal);

    private static long Now(TimeProvider clock)
    {
        var elapsed = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
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
