using NetVips;
using Parhelion.Core.Renditions;

namespace Parhelion.Rendering.Decoding;

/// <summary>Encodes pictures without any metadata, and makes their ThumbHash.</summary>
internal static class PictureEncoder
{
    private const int Quality = 80;

    private static readonly double[] White = [255, 255, 255];

    /// <summary>Encodes a picture.</summary>
    /// <exception cref="UndecodableException">It has more than <see cref="IRenderer.MaxPictureBytes"/>.</exception>
    /// <exception cref="VipsException">It cannot be decoded or encoded.</exception>
    public static byte[] Encode(Image picture, RenditionFormat format)
    {
        var bytes = format switch
        {
            RenditionFormat.Jpeg => EncodeJpeg(picture),
            RenditionFormat.Png => picture.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None),
            _ => picture.WebpsaveBuffer(q: Quality, keep: Enums.ForeignKeep.None),
        };
        return bytes.Length <= IRenderer.MaxPictureBytes ? bytes : throw new UndecodableException("its picture has too many bytes");
    }

    /// <summary>Returns the ThumbHash of a picture of one frame.</summary>
    public static byte[] Placeholder(Image picture)
    {
        using var small = PictureDecoder.Shrink(picture, ThumbHash.MaxSide);
        using var coloured = small.Colourspace(Enums.Interpretation.Srgb);
        using var withAlpha = coloured.HasAlpha() ? coloured.Copy() : coloured.Bandjoin(255);
        using var bytes = withAlpha.Cast(Enums.BandFormat.Uchar);
        return ThumbHash.Encode(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>());
    }

    private static byte[] EncodeJpeg(Image picture)
    {
        using var opaque = picture.HasAlpha() ? picture.Flatten(White) : picture.Copy();
        return opaque.JpegsaveBuffer(q: Quality, optimizeCoding: true, keep: Enums.ForeignKeep.None);
    }
}
