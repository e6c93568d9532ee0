using System.Buffers.Binary;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width and height of the primary image of an HEIF file (ISO/IEC 23008-12), such as HEIC or AVIF. The properties of the image state its width
/// and height, and how it is cropped and turned. The orientation in Exif data is therefore ignored.</summary>
internal static class HeifReader
{
    private const uint PrimaryItem = 0x7069746D;          // pitm
    private const uint ItemProperties = 0x69707270;       // iprp
    private const uint PropertyContainer = 0x6970636F;    // ipco
    private const uint PropertyAssociation = 0x69706D61;  // ipma
    private const uint Extents = 0x69737065;              // ispe
    private const uint Aperture = 0x636C6170;             // clap
    private const uint Rotation = 0x69726F74;             // irot
    private const int VersionBytes = 4;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file, IsoBox meta)
    {
        var (item, properties) = (default(uint?), default(IsoBox?));
        for (var offset = meta.Content + VersionBytes; await IsoBox.ReadAsync(file, offset, meta.End) is { } box; offset = box.End)
        {
            if (box.Type == PrimaryItem) item = ItemOf((await file.PeekAsync(box.Content, 8)).Span);
            if (box.Type == ItemProperties) properties = box;
        }

        return item is { } id && properties is { } all ? await ReadPropertiesAsync(file, all, id) : default;
    }

    private static uint? ItemOf(ReadOnlySpan<byte> primary)
    {
        if (primary.Length < 8) return null;
        return primary[0] == 0 ? BinaryPrimitives.ReadUInt16BigEndian(primary[VersionBytes..]) : BinaryPrimitives.ReadUInt32BigEndian(primary[VersionBytes..]);
    }

    private static async ValueTask<MediaDimensions> ReadPropertiesAsync(BoundedRangeReader file, IsoBox properties, uint item)
    {
        var (container, used) = (default(IsoBox?), default(HashSet<int>?));
        for (var offset = properties.Content; await IsoBox.ReadAsync(file, offset, properties.End) is { } box; offset = box.End)
        {
            if (box.Type == PropertyContainer) container = box;
            if (box.Type == PropertyAssociation) used ??= PropertiesOf((await file.PeekAsync(box.Content, (int)Math.Min(box.End - box.Content, StagedUploadReadBuffer.Bytes))).Span, item);
        }

        return container is { } known && used is not null ? await ReadSizeAsync(file, known, used) : default;
    }

    // The indexes, counted from 1, of at most 255 properties.
    private static HashSet<int>? PropertiesOf(ReadOnlySpan<byte> associations, uint item)
    {
        if (associations.Length < 8) return null;
        var (itemBytes, indexBytes) = (associations[0] == 0 ? 2 : 4, (associations[3] & 1) == 0 ? 1 : 2);
        for (associations = associations[8..]; associations.Length > itemBytes;)
        {
            var id = TiffReader.Number(associations[..itemBytes], isLittleEndian: false);
            var indexes = associations[(itemBytes + 1)..];
            var length = Math.Min(associations[itemBytes] * indexBytes, indexes.Length);
            if (id == item) return IndexesIn(indexes[..length], indexBytes);
            associations = indexes[length..];
        }

        return null;
    }

    // The highest bit tells whether the property is essential.
    private static HashSet<int> IndexesIn(ReadOnlySpan<byte> indexes, int indexBytes)
    {
        var found = new HashSet<int>();
        for (; indexes.Length >= indexBytes; indexes = indexes[indexBytes..])
            found.Add(indexBytes == 1 ? indexes[0] & 0x7F : BinaryPrimitives.ReadUInt16BigEndian(indexes) & 0x7FFF);
        return found;
    }

    // MIAF (ISO/IEC 23000-22) prescribes this order: crop, then turn.
    private static async ValueTask<MediaDimensions> ReadSizeAsync(BoundedRangeReader file, IsoBox container, HashSet<int> used)
    {
        var (width, height, isTurned) = (0.0, 0.0, false);
        var (croppedWidth, croppedHeight) = (0.0, 0.0);
        var index = 0;
        for (var offset = container.Content; await IsoBox.ReadAsync(file, offset, container.End) is { } box; offset = box.End)
        {
            if (!used.Contains(++index) || box.Type is not (Extents or Aperture or Rotation)) continue;
            var content = await file.PeekAsync(box.Content, (int)Math.Min(box.End - box.Content, 32));
            if (box.Type == Extents && content.Length >= 12) (width, height) = (UInt32(content, 4), UInt32(content, 8));
            if (box.Type == Aperture && content.Length >= 16) (croppedWidth, croppedHeight) = (UInt32(content, 0) / UInt32(content, 4), UInt32(content, 8) / UInt32(content, 12));
            if (box.Type == Rotation && content.Length >= 1) isTurned = (content.Span[0] & 1) != 0;
        }

        var isCropped = croppedWidth >= 1 && croppedWidth <= width && croppedHeight >= 1 && croppedHeight <= height;
        return isCropped ? MediaDimensions.Of(croppedWidth, croppedHeight, isTurned) : MediaDimensions.Of(width, height, isTurned);
    }

    private static double UInt32(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[at..]);
}
