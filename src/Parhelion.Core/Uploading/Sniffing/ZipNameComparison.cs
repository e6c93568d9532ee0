namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Compares the names of ZIP entries in the same way as Office programs. Case does not matter, and a backslash equals a slash.</summary>
internal static class ZipNameComparison
{
    /// <summary>Removes a leading "./" and leading slashes.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("./"u8)) name = name[2..];
        return name.Length > 0 && name[0] is (byte)'/' or (byte)'\\' ? name.TrimStart("/\\"u8) : name;
    }

    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) => name.Length == other.Length && AreEqual(name, other);

    public static bool Starts(ReadOnlySpan<byte> name, ReadOnlySpan<byte> start) => name.Length >= start.Length && AreEqual(name[..start.Length], start);

    public static bool Ends(ReadOnlySpan<byte> name, ReadOnlySpan<byte> end) =>
        name.Length >= end.Length && AreEqual(name[^end.Length..], end);

    /// <summary>Whether two names of equal length are alike.</summary>
    private static bool AreEqual(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (Fold(name[at]) != Fold(other[at])) return false;
        }

        return true;
    }

    public static byte Fold(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => (byte)(c | 0x20),
        (byte)'\\' => (byte)'/',
        _ => c,
    };
}
