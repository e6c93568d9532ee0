using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parhelion.Server.Media;

/// <summary>
/// Counts how often the public files of an app are read. A page of the web console shows the counts as they change. Each open page has its own counter. At most
/// <see cref="MaxFiles"/> files have their own count. All other files share one count.
/// </summary>
/// <remarks>About once a second, the feed calls <see cref="Take"/>, which returns the counts and resets them. The counts of single files take less than 32 KiB
/// of memory.</remarks>
internal sealed class PublicReadCounter(string appId, Action<PublicReadCounter> end) : IDisposable
{
    /// <summary>The most files that have a count of their own between two calls of <see cref="Take"/>.</summary>
    public const int MaxFiles = 25;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string FileName, long Count)> files = new(MaxFiles, StringComparer.Ordinal);
    private long others;

    /// <summary>Counts a read, unless the file is of another app.</summary>
    public void Add(string fileApp, string attachmentId, string fileName)
    {
        if (fileApp != appId) return;
        lock (gate)
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(files, attachmentId);
            if (!Unsafe.IsNullRef(ref known)) known.Count++;
            else if (files.Count < MaxFiles) files.Add(attachmentId, (fileName, 1));
            else others++;
        }
    }

    /// <summary>Returns the reads since the last call.</summary>
    /// <param name="countOfOthers">Number of reads of files that are not in the result.</param>
    public IReadOnlyList<FileReadCount> Take(out long countOfOthers)
    {
        lock (gate)
        {
            List<FileReadCount> reads = [.. files.Select(file => new FileReadCount(file.Key, file.Value.FileName, file.Value.Count))];
            countOfOthers = others;
            files.Clear();
            others = 0;
            return reads;
        }
    }

    public void Dispose() => end(this);
}
