using System.Runtime.InteropServices;
using NetVips;

namespace Parhelion.Rendering.Decoding;

/// <summary>Decodes the main picture of a HEIC or HEIF file with libheif, turned and cropped as the file says.</summary>
internal static class HeifDecoder
{
    private const int Rgb = 1;
    private const int InterleavedRgb = 10;
    private const int InterleavedRgba = 11;
    private const int Interleaved = 10;

    // struct heif_decoding_options: version, ignore_transformations, three callbacks and their argument, convert_hdr_to_8bit.
    private const int ToEightBits = 40;

    /// <summary>Returns the picture in the pixels of <paramref name="pixels"/>, with its colour profile.</summary>
    /// <exception cref="UndecodableException">It cannot be decoded.</exception>
    public static Image Decode(NativeBuffer content, out NativeBuffer pixels)
    {
        var context = HeifLibrary.AllocateContext();
        try
        {
            HeifLibrary.LimitSide(context, DecodingLimits.MaxSide);
            HeifLibrary.LimitThreads(context, 0);
            Check(HeifLibrary.Read(context, content.Address, (nuint)content.Length, 0));
            Check(HeifLibrary.GetPrimary(context, out var handle));
            try
            {
                return Decode(handle, out pixels);
            }
            finally
            {
                HeifLibrary.ReleaseHandle(handle);
            }
        }
        finally
        {
            HeifLibrary.FreeContext(context);
        }
    }

    private static Image Decode(nint handle, out NativeBuffer pixels)
    {
        DecodingLimits.Check(HeifLibrary.GetWidth(handle), HeifLibrary.GetHeight(handle));
        var bands = HeifLibrary.HasAlpha(handle) != 0 ? 4 : 3;
        var options = HeifLibrary.AllocateOptions();
        Marshal.WriteByte(options, ToEightBits, 1);
        HeifLibrary.Error error;
        nint decoded;
        try
        {
            error = HeifLibrary.Decode(handle, out decoded, Rgb, bands == 4 ? InterleavedRgba : InterleavedRgb, options);
        }
        finally
        {
            HeifLibrary.FreeOptions(options);
        }

        Check(error);
        int width, height;
        try
        {
            (width, height) = (HeifLibrary.GetImageWidth(decoded, Interleaved), HeifLibrary.GetImageHeight(decoded, Interleaved));
            DecodingLimits.Check(width, height);
            pixels = Copy(HeifLibrary.GetPlane(decoded, Interleaved, out var stride), stride, width * bands, height);
        }
        finally
        {
            HeifLibrary.ReleaseImage(decoded);
        }

        return Raster.Image(pixels, width, height, bands, Profile(handle));
    }

    private static byte[]? Profile(nint handle)
    {
        var length = HeifLibrary.GetProfileLength(handle);
        if (length is 0 or > Raster.MaxProfileBytes) return null;
        var profile = new byte[length];
        return HeifLibrary.GetProfile(handle, profile).Code == 0 ? profile : null;
    }

    private static unsafe NativeBuffer Copy(nint plane, int stride, int rowLength, int height)
    {
        if (plane == 0 || stride < rowLength) throw new UndecodableException("it has no pixels");
        var pixels = new NativeBuffer((long)rowLength * height);
        for (var row = 0; row < height; row++) new ReadOnlySpan<byte>((byte*)plane + ((long)row * stride), rowLength).CopyTo(pixels.Span((long)row * rowLength));
        return pixels;
    }

    private static void Check(HeifLibrary.Error error)
    {
        if (error.Code != 0) throw new UndecodableException($"libheif refuses it (error {error.Code}.{error.Detail})");
    }
}
