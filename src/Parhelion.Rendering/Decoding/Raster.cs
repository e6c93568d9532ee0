using NetVips;

namespace Parhelion.Rendering.Decoding;

/// <summary>Makes pictures of libvips from pixels in memory.</summary>
internal static class Raster
{
    /// <summary>Limit of a colour profile, in bytes: 4 MiB. Profiles of printers have up to 3 MB.</summary>
    public const int MaxProfileBytes = 4 << 20;

    /// <summary>Makes a picture without copying its pixels, which must live longer than it.</summary>
    /// <param name="pixels">Rows from top to bottom, without padding.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bands">Bytes of a pixel: 3 (RGB) or 4 (RGBA).</param>
    /// <param name="profile">The colour profile; <c>null</c>: sRGB.</param>
    public static Image Image(NativeBuffer pixels, int width, int height, int bands, byte[]? profile)
    {
        using var plain = NetVips.Image.NewFromMemory(pixels.Address, (ulong)((long)width * height * bands), width, height, bands, Enums.BandFormat.Uchar);
        using var coloured = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        return coloured.Mutate(picture =>
        {
            if (profile is not null) picture.Set(GValue.BlobType, "icc-profile-data", profile);
        });
    }
}
