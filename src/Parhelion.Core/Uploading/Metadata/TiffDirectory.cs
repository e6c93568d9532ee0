namespace Parhelion.Core.Uploading.Metadata;

/// <summary>A directory of a TIFF file: a list of entries, and the position of the next directory.</summary>
/// <param name="At">Position of the directory.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Next">Position of the next directory; 0 for none.</param>
internal sealed record TiffDirectory(long At, IReadOnlyList<TiffEntry> Entries, uint Next)
{
    /// <summary>Finds an entry by its tag.</summary>
    public TiffEntry? Find(ushort tag) => Entries.Where(entry => entry.Tag == tag).Select(entry => (TiffEntry?)entry).FirstOrDefault();
}
