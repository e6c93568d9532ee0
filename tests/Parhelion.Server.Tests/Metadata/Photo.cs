using System.Buffers.Binary;
using System.Text;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Metadata;

/// <summary>A JPEG with the EXIF of a camera: its name, how to turn the picture, and where it was made.</summary>
internal static class Photo
{
    public const string Camera = "Secret camera";

    /// <summary>The degrees of the latitude, as they are in the file.</summary>
    public static readonly byte[] Latitude = [0, 0x12, 0x34, 0x56, 0, 0, 0, 7];

    /// <summary>An entry that turns the picture by 90 degrees.</summary>
    public static readonly byte[] Orientation = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];

    /// <summary>Makes a photo.</summary>
    /// <param name="padding">Bytes that are added to the compressed image.</param>
    public static byte[] Make(int padding = 0)
    {
        var picture = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "samples", "sample.jpg"));
        var exif = Exif();
        byte[] segment = [0xFF, 0xE1, 0, 0, .. "Exif\0\0"u8, .. exif];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        return [.. picture[..2], .. segment, .. picture[2..^2], .. new byte[padding], .. picture[^2..]];
    }

    public static bool Has(byte[] file, ReadOnlySpan<byte> part) => file.AsSpan().IndexOf(part) >= 0;

    public static bool HasCamera(byte[] file) => Has(file, Encoding.ASCII.GetBytes(Camera));

    // The directory at 8 has three entries, and that of the place at 64 one.
    private static byte[] Exif()
    {
        var exif = new byte[120];
        "MM\0*\0\0\0\b\0\x3"u8.CopyTo(exif);
        byte[] camera = [0x01, 0x10, 0, 2, 0, 0, 0, (byte)(Camera.Length + 1), 0, 0, 0, 50];
        byte[] place = [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 70];
        ((byte[])[.. camera, .. Orientation, .. place]).CopyTo(exif, 10);
        Encoding.ASCII.GetBytes(Camera).CopyTo(exif, 50);
        ((byte[])[0, 1, 0, 2, 0, 5, 0, 0, 0, 1, 0, 0, 0, 90]).CopyTo(exif, 70);
        Latitude.CopyTo(exif, 90);
        return exif;
    }
}
