using System.Diagnostics;
using Parhelion.Core.Blobs;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>No server at all: files written one after the other by one thread. What no server that keeps files can do without.</summary>
internal static class FileWriting
{
    /// <summary>Writes files for a time, each as a new one; with <paramref name="flush"/> the file and then the directory is flushed.</summary>
    public static Outcome Run(string directory, int size, bool flush, TimeSpan time)
    {
        var folder = Scratch.New(directory, "writing");
        var content = Content.Of(size);
        var latencies = new List<double>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            var start = Stopwatch.GetTimestamp();
            using (var file = File.OpenHandle(Path.Combine(folder, $"{latencies.Count}"), FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                if (flush) DiskFlush.File(file, "a file of the measurement");
            }

            if (flush) DiskFlush.Folder(folder);
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var outcome = Outcome.Of(latencies, watch.Elapsed.TotalSeconds, fault: null);
        Directory.Delete(folder, recursive: true);
        return outcome;
    }
}
