using System.Text;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Looks for what receipts say is erased, on the disk as the crash has left it.</summary>
internal static class ErasedFiles
{
    private static readonly byte[] Prefix = Encoding.ASCII.GetBytes(LoadFile.NamePrefix);

    /// <summary>Receipts that lie, and names of erased files that are left in the database.</summary>
    public static IEnumerable<Finding> Find(string directory, Promises promises)
    {
        if (promises.MustBeErased.Count == 0 || !Directory.Exists(directory)) yield break;
        var tokens = promises.MustBeErased.ToDictionary(path => path.Split('/')[^2], StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            if (tokens.TryGetValue(Path.GetFileName(file), out var path)) yield return new Finding(FindingKind.Lie, $"{path}: {Path.GetRelativePath(directory, file)}");
        }

        foreach (var segment in SegmentBlobs.FilesBelow(directory))
        {
            foreach (var (key, isLive, bytes) in SegmentBlobs.Of(segment))
            {
                if (tokens.TryGetValue(key, out var path) && (isLive || bytes.AsSpan().ContainsAnyExcept((byte)0)))
                {
                    yield return new Finding(FindingKind.Lie, $"{path}: in {Path.GetRelativePath(directory, segment)}{(isLive ? ", for everybody to read" : "")}");
                }
            }
        }

        var names = promises.MustBeErased.Select(path => Path.GetFileNameWithoutExtension(path.Split('/')[^1])).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            foreach (var name in NamesIn(File.ReadAllBytes(file)).Where(names.Contains)) yield return new Finding(FindingKind.Word, $"{name}: {Path.GetFileName(file)}");
        }
    }

    private static HashSet<string> NamesIn(byte[] bytes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var length = Prefix.Length + LoadFile.NameDigits;
        for (var at = 0; ; at++)
        {
            var next = bytes.AsSpan(at).IndexOf(Prefix);
            if (next < 0 || at + next + length > bytes.Length) return found;
            at += next;
            found.Add(Encoding.ASCII.GetString(bytes, at, length));
        }
    }
}
