namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Type, position and length of a box in a file of the ISO base media format. QuickTime calls a box an atom.</summary>
/// <param name="Type">The four characters of the type, in Latin-1.</param>
/// <param name="At">Position of the box.</param>
/// <param name="Header">Length of the header in bytes: 8 or 16.</param>
/// <param name="Length">Length of the box in bytes, with the header.</param>
internal readonly record struct IsoBox(string Type, long At, int Header, long Length)
{
    /// <summary>Position after the header.</summary>
    public long Content => At + Header;

    /// <summary>Position after the box.</summary>
    public long End => At + Length;
}
