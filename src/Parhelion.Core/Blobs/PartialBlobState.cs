namespace Parhelion.Core.Blobs;

/// <summary>What a store needs to continue a partial blob. It describes bytes that are as durable as the store is configured to be.</summary>
/// <param name="Length">Number of bytes.</param>
/// <param name="Parts">Where the store keeps them, in its own format; <c>null</c> if the store needs nothing. At most about 40 bytes for each 8 MiB, and 4 KB
/// more.</param>
public sealed record PartialBlobState(long Length, string? Parts)
{
    /// <summary>The state of a partial blob without bytes.</summary>
    public static readonly PartialBlobState Empty = new(0, null);

    /// <summary>Whether an earlier writer may have left more than this state describes, or may still be sending.</summary>
    public bool IsContinued { get; init; }
}
