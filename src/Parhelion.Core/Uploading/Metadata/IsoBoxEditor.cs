using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Lists and removes boxes in a file of the ISO base media format. A removed box becomes free space, so all other boxes stay at their positions.
/// </summary>
/// <remarks>Throws <see cref="MetadataFormatException"/> if a box is longer than the box around it, or if the file has more than <see cref="MaxBoxes"/>
/// boxes.</remarks>
internal sealed class IsoBoxEditor(FileRegionAccessor file)
{
    /// <summary>Largest number of boxes in a file. Those of a film of hours are some 100, or some 10,000 if it is fragmented.</summary>
    public const int MaxBoxes = 200_000;

    private int count;

    /// <summary>The bytes.</summary>
    public FileRegionAccessor File => file;

    /// <summary>Lists the boxes of the whole file. Ends before the first bytes that are not a box, which some cameras append.</summary>
    public List<IsoBox> TopLevel()
    {
        var boxes = new List<IsoBox>();
        for (long at = 0; at + 8 <= file.Length && Read(at, file.Length, isTopLevel: true) is { } box; at = box.End) boxes.Add(box);
        return boxes;
    }

    /// <summary>Lists the boxes in a range. A size of 0 ends the list, because the user data of QuickTime ends with four zeros.</summary>
    public List<IsoBox> In(long from, long end)
    {
        var boxes = new List<IsoBox>();
        for (var at = from; at + 8 <= end && file.UInt32(at) != 0; at = boxes[^1].End)
            boxes.Add(Read(at, end, isTopLevel: false) ?? throw new MetadataFormatException("A box is longer than the box around it."));
        return boxes;
    }

    /// <summary>Lists the boxes in a box.</summary>
    public List<IsoBox> In(IsoBox box) => In(box.Content, box.End);

    /// <summary>Finds the first box of a type in a box.</summary>
    public IsoBox? Find(IsoBox box, string type) => In(box).Where(child => child.Type == type).Select(child => (IsoBox?)child).FirstOrDefault();

    /// <summary>Makes a box free space without content. Boxes after it stay where they are.</summary>
    public void Remove(IsoBox box)
    {
        file.Write(box.At + 4, "free"u8);
        Blank(box);
    }

    /// <summary>Fills the content of a box with zeros.</summary>
    public void Blank(IsoBox box) => file.Fill(box.Content, box.Length - box.Header);

    private IsoBox? Read(long at, long end, bool isTopLevel)
    {
        if (++count > MaxBoxes) throw new MetadataFormatException("The file has too many boxes.");
        long length = file.UInt32(at);
        var type = Encoding.Latin1.GetString(file.View(at + 4, 4));
        var header = length == 1 ? 16 : 8;
        if (length == 1) length = at + 16 <= end ? file.Int64(at + 8) : 0;
        else if (length == 0 && isTopLevel) length = end - at;
        // The end of a film whose upload was cut off.
        if (isTopLevel && type == "mdat" && length > end - at) length = end - at;
        return length < header || length > end - at ? null : new IsoBox(type, at, header, length);
    }
}
