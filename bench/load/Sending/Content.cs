using System.Collections.Concurrent;

namespace Parhelion.Load.Sending;

/// <summary>What is uploaded: the head of a picture, and noise behind it.</summary>
internal static class Content
{
    private static readonly ConcurrentDictionary<int, byte[]> Known = [];

    private static readonly byte[] Head =
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R',
        0, 0, 2, 0, 0, 0, 2, 0, 8, 6, 0, 0, 0, 0xF4, 0x78, 0xD4, 0xFA,
    ];

    /// <summary>The same bytes for the same size each time.</summary>
    public static byte[] Of(int size) => Known.GetOrAdd(size, static wanted =>
    {
        var bytes = new byte[wanted];
        new Random(wanted).NextBytes(bytes);
        Head.CopyTo(bytes, 0);
        return bytes;
    });
}
