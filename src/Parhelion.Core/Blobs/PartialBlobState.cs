namespace Parhelion.Core.Blobs;

/// <summary>Describes how many bytes of a partial blob are stored, and where. A store needs this state to continue the partial blob. The described bytes are as
/// durable as the store is configured to be.</summary>
/// <param name="Length">Number of bytes.</param>
/// <param name="Parts">Where the store keeps the bytes, in a format of the store; <c>null</c> if the store needs no such text. The text has at most about 40
/// bytes for each 8 MiB, plus 4 KB.</param>
public sealed record PartialBlobState(long Length, string? Parts)
{
    /// <summary>The state of a partial blob without bytes.</summary>
    public static readonly PartialBlobState Empty = new(0, null);

    /// <summary>Whether an earlier writer may have stored more bytes than this state describes, or may still be sending bytes.</summary>
    public bool IsContinued { get; init; }
}
