namespace Parhelion;

/// <summary>The part of a file that one request appends to a resumable upload.</summary>
/// <param name="Offset">Where the part begins in the file.</param>
/// <param name="Count">Number of bytes of the part.</param>
/// <param name="Length">Number of bytes of the file.</param>
internal readonly record struct UploadRange(long Offset, long Count, long Length)
{
    /// <summary>Whether the file ends with this part.</summary>
    public bool IsLast => Offset + Count == Length;
}
