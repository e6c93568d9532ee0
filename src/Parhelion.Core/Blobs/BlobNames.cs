using System.Buffers.Text;

namespace Parhelion.Core.Blobs;

/// <summary>What a blob is called in a store, the same in a folder and in a bucket: <c>blobs/ab/cd/{key}</c>, where ab and cd are the first two
/// bytes of the key in hexadecimal.</summary>
public static class BlobNames
{
    /// <summary>What every name begins with.</summary>
    public const string Root = "blobs/";

    /// <summary>The name of a blob, after <paramref name="folder"/>, which ends with a slash or is empty.</summary>
    public static string Of(BlobKey key, string folder = "") => $"{folder}{Root}{BelowRoot(key)}";

    /// <summary>The name without <see cref="Root"/>.</summary>
    public static string BelowRoot(BlobKey key)
    {
        var prefix = PrefixOf(key);
        return $"{prefix >> 8:x2}/{prefix & 0xff:x2}/{key.Value}";
    }

    /// <summary>Reads a name that <see cref="Of"/> has made, without a folder; false for any other.</summary>
    public static bool TryParse(string name, out BlobKey key) =>
        BlobKey.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out key) && name == Of(key);

    internal static int PrefixOf(BlobKey key)
    {
        Span<byte> first = stackalloc byte[3];
        Base64Url.DecodeFromChars(key.Value.AsSpan(0, 4), first);
        return (first[0] << 8) | first[1];
    }
}
