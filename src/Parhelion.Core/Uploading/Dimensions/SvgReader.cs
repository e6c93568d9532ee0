using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Xml;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Inspection;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>
/// Reads width and height of an SVG image from its root element. The view box supplies a value if <c>width</c> or <c>height</c> is not an absolute length.
/// </summary>
/// <remarks>
/// If only one of the attributes is an absolute length, the ratio of the view box gives the other value. If neither attribute is absolute, the view box gives
/// both values.
/// </remarks>
internal static class SvgReader
{
    private static readonly XmlReaderSettings Settings = new()
    {
        // Some drawing programs put namespaces into entities, so the document type is read. Entities cannot grow beyond the limit, and nothing is loaded.
        DtdProcessing = DtdProcessing.Parse,
        MaxCharactersFromEntities = 16 * 1024,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreWhitespace = true,
    };

    /// <summary>CSS pixels of each absolute unit.</summary>
    private static readonly (string Unit, double Pixels)[] Units =
        [("px", 1), ("in", 96), ("cm", 96 / 2.54), ("mm", 96 / 25.4), ("pt", 96.0 / 72), ("pc", 16)];

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var start = await file.PeekAsync(0, StagedUploadReadBuffer.Bytes);
        try
        {
            using var stream = PipeReader.Create(new ReadOnlySequence<byte>(start)).AsStream();
            using var xml = XmlReader.Create(stream, Settings);
            return xml.MoveToContent() == XmlNodeType.Element && xml.LocalName == "svg" ? SizeOf(xml) : default;
        }
        catch (XmlException)
        {
            return default;
        }
    }

    private static MediaDimensions SizeOf(XmlReader root)
    {
        var (width, height) = (Pixels(root.GetAttribute("width")), Pixels(root.GetAttribute("height")));
        if (width is { } absoluteWidth && height is { } absoluteHeight) return MediaDimensions.Of(absoluteWidth, absoluteHeight);
        if (ViewBox(root.GetAttribute("viewBox")) is not var (boxWidth, boxHeight)) return default;
        if (width is not null) return MediaDimensions.Of(width.Value, width.Value * boxHeight / boxWidth);
        return height is not null ? MediaDimensions.Of(height.Value * boxWidth / boxHeight, height.Value) : MediaDimensions.Of(boxWidth, boxHeight);
    }

    // Null: it is missing, or relative to something else, such as 100% or 2em.
    private static double? Pixels(string? length)
    {
        var text = length.AsSpan().Trim();
        foreach (var (unit, pixels) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) return Number(text[..^unit.Length]) * pixels;
        }

        return Number(text);
    }

    private static (double Width, double Height)? ViewBox(string? text)
    {
        var parts = (text ?? "").Split([' ', ',', '\t', '\r', '\n'], 5, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 4 && Number(parts[2]) is { } width && Number(parts[3]) is { } height ? (width, height) : null;
    }

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
