namespace Parhelion.Bench.Resumable;

/// <summary>The file that is uploaded: the beginning of an MP4, then noise, so that nothing on the way can make it smaller.</summary>
internal static class Film
{
    /// <summary>Its size in bytes.</summary>
    public const int Size = 50_000_000;

    /// <summary>Its bytes.</summary>
    public static byte[] Bytes()
    {
        var bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        ReadOnlySpan<byte> head = "\0\0\0\u0018ftypisom\0\0\x02\0isommp41"u8;
        head.CopyTo(bytes);
        return bytes;
    }
}
