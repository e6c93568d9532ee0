using System.Buffers.Binary;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Pool;

/// <summary>Checks what a worker process answers, before it is stored and served.</summary>
internal static class RenderedPictureCheck
{
    /// <summary>Limit of a ThumbHash, in bytes.</summary>
    public const int MaxPlaceholderBytes = 25;

    /// <summary>Checks length and size.</summary>
    /// <exception cref="InvalidDataException">They cannot be.</exception>
    public static void Header(RenditionSpec target, WorkerPicture picture)
    {
        if (picture.Length is <= 0 or > IRenderer.MaxPictureBytes) throw new InvalidDataException("A picture has a wrong length.");
        if (picture.Width < 1 || picture.Height < 1 || picture.Width > target.MaxSide || picture.Height > target.MaxSide) throw new InvalidDataException("A picture has a wrong size.");
    }

    /// <summary>Checks that the bytes begin like a file of the format. Nothing else may be served as a picture.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static void Bytes(RenditionSpec target, ReadOnlySpan<byte> bytes)
    {
        var isRight = target.Format switch
        {
            RenditionFormat.Jpeg => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
            RenditionFormat.Png => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            _ => bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) <= bytes.Length - 8,
        };
        if (!isRight) throw new InvalidDataException("A picture is not of its format.");
    }
}
