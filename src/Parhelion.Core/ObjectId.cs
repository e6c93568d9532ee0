using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parhelion.Core;

/// <summary>Ids of apps, attachments, removals and all other records: 24 lower-case hexadecimal characters, made of four
/// bytes of Unix time, five random bytes of this process and a three-byte counter. They sort by creation, which page cursors rely on.</summary>
public static class ObjectId
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 24;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly byte[] Process = RandomNumberGenerator.GetBytes(5);
    private static int counter = RandomNumberGenerator.GetInt32(1 << 24);

    /// <summary>A new id. Within one process and second it is greater than all before it, until the counter wraps at 2^24.</summary>
    public static string New(TimeProvider clock)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)clock.GetUtcNow().ToUnixTimeSeconds());
        Process.CopyTo(bytes[4..]);
        var count = Interlocked.Increment(ref counter);
        bytes[9] = (byte)(count >> 16);
        bytes[10] = (byte)(count >> 8);
        bytes[11] = (byte)count;
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Whether <paramref name="text"/> has the form of an id.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length == Length && !text.ContainsAnyExcept(Hexadecimal);
}
