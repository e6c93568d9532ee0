using System.Buffers.Text;

namespace Parhelion.Core.Blobs;

/// <summary>What a blob is called in a store, the same in a folder and in a bucket: <c>blobs/ab/cd/{key}</c>, where ab and cd are the first two
/// bytes of the key in hexadecimal.</summary>
public static class BlobNames
{
    /// <summary>What every name begins with.</summary>
    public const string Root = "blobs/";

    /// <summary>What the name of a blob in the quarantine begins with, in place of <see cref="Root"/>.</summary>
    public const string QuarantineRoot = "quarantine/";

    /// <summary>The name of the mark of the installation. No blob has it: names of blobs have two folders more.</summary>
    public const string Mark = Root + "installation";

    /// <summary>The name of what the readiness check writes and erases, in a folder after <see cref="Root"/> or one like it. It is the same for all nodes,
    /// so that a crash leaves at most one, which the next check erases.</summary>
    public const string ProbeName = ".readiness";

    /// <summary>The same among the blobs.</summary>
    public const string Probe = Root + ProbeName;

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

    /// <summary>The name of a blob in the quarantine, after <paramref name="folder"/>, which ends with a slash or is empty.</summary>
    public static string InQuarantine(BlobKey key, string folder = "") => $"{folder}{QuarantineRoot}{BelowRoot(key)}";

    /// <summary>Reads a name that <see cref="InQuarantine"/> has made, without a folder; false for any other.</summary>
    public static bool TryParseQuarantined(string name, out BlobKey key) =>
        BlobKey.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out key) && name == InQuarantine(key);

    internal static int PrefixOf(BlobKey key)
    {
        Span<byte> first = stackalloc byte[3];
        Base64Url.DecodeFromChars(key.Value.AsSpan(0, 4), first);
        return (first[0] << 8) | first[1];
    }
}
