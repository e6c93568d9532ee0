using System.Buffers.Text;

namespace Parhelion.Core.Blobs;

/// <summary>Maps blob keys to the names of files in a folder and of objects in a bucket. A file and an object have the same name: <c>blobs/ab/cd/{key}</c>,
/// where <c>ab</c> and <c>cd</c> are the first two bytes of the key in hexadecimal.</summary>
public static class BlobNames
{
    /// <summary>The prefix of every blob name.</summary>
    public const string Root = "blobs/";

    /// <summary>The prefix of the names of blobs in the quarantine, instead of <see cref="Root"/>.</summary>
    public const string QuarantineRoot = "quarantine/";

    /// <summary>The folder with the bytes of unfinished resumable uploads. On a disk it has one file for each upload, named by the key of the blob.</summary>
    public const string PartialFolder = "partial";

    /// <summary>The prefix of the names of objects with bytes of unfinished resumable uploads.</summary>
    public const string PartialRoot = PartialFolder + "/";

    /// <summary>The name of the identity file of a store (<see cref="IStoreIdentityFile"/>). No blob can have this name, because blob names have two more
    /// folders.</summary>
    public const string IdentityFile = Root + "installation";

    /// <summary>The file name that the readiness check writes and erases. All nodes use the same name, so a crash leaves at most one such file, and the
    /// next check erases it.</summary>
    public const string ProbeName = ".readiness";

    /// <summary>The name of the file <see cref="ProbeName"/> below <see cref="Root"/>.</summary>
    public const string Probe = Root + ProbeName;

    /// <summary>Gets the name of a blob, prefixed with <paramref name="folder"/>, which is empty or ends with a slash.</summary>
    public static string Of(BlobKey key, string folder = "") => $"{folder}{Root}{BelowRoot(key)}";

    /// <summary>Gets the name of a blob without <see cref="Root"/>.</summary>
    public static string BelowRoot(BlobKey key)
    {
        var prefix = PrefixOf(key);
        return $"{prefix >> 8:x2}/{prefix & 0xff:x2}/{key.Value}";
    }

    /// <summary>Parses a name made by <see cref="Of"/> without a folder. False for any other name.</summary>
    public static bool TryParse(string name, out BlobKey key) =>
        BlobKey.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out key) && name == Of(key);

    /// <summary>Gets the name of a blob in the quarantine, prefixed with <paramref name="folder"/>, which is empty or ends with a slash.</summary>
    public static string InQuarantine(BlobKey key, string folder = "") => $"{folder}{QuarantineRoot}{BelowRoot(key)}";

    /// <summary>Parses a name made by <see cref="InQuarantine"/> without a folder. False for any other name.</summary>
    public static bool TryParseQuarantined(string name, out BlobKey key) =>
        BlobKey.TryParse(name.AsSpan(name.LastIndexOf('/') + 1), out key) && name == InQuarantine(key);

    /// <summary>Gets the prefix of the names of all objects with bytes of one unfinished upload. It ends with a slash.</summary>
    public static string InPartial(BlobKey key) => $"{PartialRoot}{BelowRoot(key)}/";

    /// <summary>Parses the name of an object below <see cref="InPartial"/>. False for any other name.</summary>
    public static bool TryParsePartial(string name, out BlobKey key)
    {
        key = default;
        var end = name.LastIndexOf('/');
        return end >= BlobKey.Length && BlobKey.TryParse(name.AsSpan(end - BlobKey.Length, BlobKey.Length), out key) && name.AsSpan(0, end + 1).SequenceEqual(InPartial(key));
    }

    internal static int PrefixOf(BlobKey key)
    {
        Span<byte> first = stackalloc byte[3];
        Base64Url.DecodeFromChars(key.Value.AsSpan(0, 4), first);
        return (first[0] << 8) | first[1];
    }
}
