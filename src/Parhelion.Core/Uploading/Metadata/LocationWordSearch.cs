namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Searches films and sounds for the words <c>LOCATION</c>, <c>LATITUDE</c> and <c>GPSCOORD</c>, which mark a location. The search serves formats from which
/// the server cannot remove metadata. If a word is found, the server refuses the file. Case does not matter, and the letters may be single bytes or UTF-16.
/// </summary>
/// <remarks>The words are so long that they are not found by chance.</remarks>
internal static class LocationWordSearch
{
    private const int NameBytes = 8;

    /// <summary>Whether one of the names is in the file.</summary>
    public static bool Finds(FileRegionAccessor file)
    {
        for (long at = 0; at < file.Length;)
        {
            var view = file.View(at);
            if (FindsIn(view)) return true;
            if (at + view.Length == file.Length) return false;
            // A name may lie across two views.
            at += view.Length - (2 * NameBytes);
        }

        return false;
    }

    private static bool FindsIn(ReadOnlySpan<byte> view)
    {
        for (var at = 0; view[at..].IndexOfAny("lLgG"u8) is >= 0 and var next; at++)
        {
            at += next;
            for (var stride = 1; stride <= 2; stride++)
            {
                if (Begins(view[at..], "location"u8, stride) || Begins(view[at..], "latitude"u8, stride) || Begins(view[at..], "gpscoord"u8, stride)) return true;
            }
        }

        return false;
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, int stride)
    {
        if (text.Length < name.Length * stride) return false;
        for (var i = 0; i < name.Length; i++)
        {
            if ((text[i * stride] | 0x20) != name[i] || (stride == 2 && i < name.Length - 1 && text[(i * stride) + 1] != 0)) return false;
        }

        return true;
    }
}
