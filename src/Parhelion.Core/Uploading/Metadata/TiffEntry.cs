namespace Parhelion.Core.Uploading.Metadata;

/// <summary>An entry of a TIFF directory.</summary>
/// <param name="At">Position of the entry, which has 12 bytes.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Type">The type of the values.</param>
/// <param name="Count">Number of values.</param>
/// <param name="ValueAt">Position of the first value. If all values together take at most 4 bytes, this position is in the entry itself.</param>
/// <param name="ValueLength">Length of all values in bytes; 0 for an unknown type.</param>
internal readonly record struct TiffEntry(long At, ushort Tag, ushort Type, uint Count, long ValueAt, long ValueLength);
