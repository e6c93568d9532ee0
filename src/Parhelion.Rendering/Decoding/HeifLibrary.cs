using System.Reflection;
using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Decoding;

/// <summary>The calls of libheif 1.13 and newer that decode the main picture of a file. Its packages come with the decoder of HEVC, which the libvips of NuGet lacks
/// because of its patents.</summary>
internal static partial class HeifLibrary
{
    private const string Name = "heif";
    private const int Hevc = 1;

    private static readonly string[] FileNames = OperatingSystem.IsWindows() ? ["heif.dll", "libheif.dll"] : OperatingSystem.IsMacOS() ? ["libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib"] : ["libheif.so.1"];
    private static readonly nint Handle = Load();

    /// <summary>Its version; <c>null</c> if it is not installed, or has no decoder of HEVC.</summary>
    public static string? Version { get; } = FindVersion();

    [LibraryImport(Name, EntryPoint = "heif_context_alloc")]
    public static partial nint AllocateContext();

    [LibraryImport(Name, EntryPoint = "heif_context_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Name, EntryPoint = "heif_context_set_maximum_image_size_limit")]
    public static partial void LimitSide(nint context, int side);

    [LibraryImport(Name, EntryPoint = "heif_context_set_max_decoding_threads")]
    public static partial void LimitThreads(nint context, int threads);

    [LibraryImport(Name, EntryPoint = "heif_context_read_from_memory_without_copy")]
    public static partial Error Read(nint context, nint memory, nuint length, nint options);

    [LibraryImport(Name, EntryPoint = "heif_context_get_primary_image_handle")]
    public static partial Error GetPrimary(nint context, out nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_release")]
    public static partial void ReleaseHandle(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_width")]
    public static partial int GetWidth(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_height")]
    public static partial int GetHeight(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_has_alpha_channel")]
    public static partial int HasAlpha(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_raw_color_profile_size")]
    public static partial nuint GetProfileLength(nint handle);

    [LibraryImport(Name, EntryPoint = "heif_image_handle_get_raw_color_profile")]
    public static partial Error GetProfile(nint handle, [Out] byte[] profile);

    [LibraryImport(Name, EntryPoint = "heif_decoding_options_alloc")]
    public static partial nint AllocateOptions();

    [LibraryImport(Name, EntryPoint = "heif_decoding_options_free")]
    public static partial void FreeOptions(nint options);

    [LibraryImport(Name, EntryPoint = "heif_decode_image")]
    public static partial Error Decode(nint handle, out nint image, int colourSpace, int chroma, nint options);

    [LibraryImport(Name, EntryPoint = "heif_image_release")]
    public static partial void ReleaseImage(nint image);

    [LibraryImport(Name, EntryPoint = "heif_image_get_width")]
    public static partial int GetImageWidth(nint image, int channel);

    [LibraryImport(Name, EntryPoint = "heif_image_get_height")]
    public static partial int GetImageHeight(nint image, int channel);

    [LibraryImport(Name, EntryPoint = "heif_image_get_plane_readonly")]
    public static partial nint GetPlane(nint image, int channel, out int stride);

    [LibraryImport(Name, EntryPoint = "heif_get_version")]
    private static partial nint GetVersion();

    [LibraryImport(Name, EntryPoint = "heif_have_decoder_for_format")]
    private static partial int HasDecoder(int format);

    private static string? FindVersion()
    {
        try
        {
            return Handle != 0 && HasDecoder(Hevc) != 0 ? Marshal.PtrToStringUTF8(GetVersion()) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static nint Load()
    {
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Name ? Handle : 0);
        foreach (var file in FileNames)
        {
            if (NativeLibrary.TryLoad(file, out var handle)) return handle;
        }

        return 0;
    }

    /// <summary><c>struct heif_error</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct Error
    {
        public readonly int Code;
        public readonly int Detail;
        private readonly nint message;
    }
}
