namespace Parhelion.Core.Blobs;

/// <summary>Describes which bytes of a partial blob (an unfinished resumable upload) are stored, so that the store can continue the partial blob later. The
/// store has made these bytes as durable as its configuration demands.</summary>
/// <param name="Length">Number of bytes.</param>
/// <param name="Parts">Says where the store keeps the bytes, in a format that only this store reads; <c>null</c> if the store needs no such data. The text has
/// at most about 40 bytes for each 8 MiB, and 4 KB more.</param>
public sealed record PartialBlobState(long Length, string? Parts)
{
    /// <summary>The state of a partial blob without bytes.</summary>
    public static readonly PartialBlobState Empty = new(0, null);

    /// <summary>Whether an earlier writer may have stored more bytes than this state describes, or may still be sending bytes.</summary>
    public bool IsContinued { get; init; }
}
