using System.Buffers;
using System.Text;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Recognises the names of metadata properties that may contain a place. Also recognises the names of properties that may contain a picture or a film
/// with metadata of its own.</summary>
internal static class LocationPropertyNames
{
    private const int MaxNameBytes = 64;

    private static readonly SearchValues<string> Parts = SearchValues.Create(
        ["gps", "latitude", "longitude", "longtitude", "location", "geotag", "geohash", "thumbnail", "motionphoto", "microvideo", "flightdata"], StringComparison.OrdinalIgnoreCase);

    private static readonly HashSet<string> Whole = new(StringComparer.OrdinalIgnoreCase)
    {
        "city", "state", "country", "countrycode", "countryname", "provincestate", "province", "worldregion", "lat", "lon", "long", "altitude", "absolutealtitude", "place",
        "data", "image", "hasextendedxmp",
    };

    /// <summary>Whether a property has such a name. Prefixes of namespaces, as in <c>exif:GPSLatitude</c>, do not count, because they can be chosen freely.</summary>
    public static bool Contains(ReadOnlySpan<byte> name)
    {
        name = name[(name.LastIndexOf((byte)':') + 1)..];
        var local = Encoding.Latin1.GetString(name[..Math.Min(MaxNameBytes, name.Length)]);
        return Whole.Contains(local) || local.AsSpan().ContainsAny(Parts);
    }
}
