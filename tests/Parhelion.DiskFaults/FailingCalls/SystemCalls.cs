using System.Globalization;
using System.Text.RegularExpressions;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Asks strace which system calls the operations make on the data directory, so that no call is forgotten that the library does not see.</summary>
internal sealed partial class SystemCalls(LoggedDisk disk, string trace)
{
    // What faults.c can fail, by the system calls behind it.
    private static readonly HashSet<string> Failed = new(StringComparer.Ordinal)
    {
        "open", "openat", "mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fsync", "fdatasync", "write", "pwrite64",
        "pwritev", "read", "pread64", "preadv", "preadv2", "ftruncate", "fallocate", "stat", "lstat", "newfstatat", "chmod", "fchmod", "mmap", "sendfile",
    };

    /// <summary>The system calls of each operation with their counts, those that are failed first.</summary>
    public async Task<List<string>> CountAsync(Random random)
    {
        var windows = await RunAsync(random);
        var calls = File.ReadLines(trace).Select(line => Line().Match(line)).Where(match => match.Success && match.Groups["rest"].Value.Contains(disk.Folder, StringComparison.Ordinal))
            .Select(match => (Time: double.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture), Name: match.Groups["name"].Value)).ToList();
        return [.. windows.Select(window => $"{window.Operation}: {Sum(calls.Where(call => call.Time >= window.Begin && call.Time <= window.End).Select(call => call.Name))}")];
    }

    private static string Sum(IEnumerable<string> names)
    {
        var counts = names.CountBy(name => name).OrderBy(count => count.Key, StringComparer.Ordinal).ToLookup(count => Failed.Contains(count.Key), count => $"{count.Key} {count.Value}");
        return $"{string.Join(", ", counts[true])}; not failed: {string.Join(", ", counts[false])}";
    }

    private async Task<List<(string Operation, double Begin, double End)>> RunAsync(Random random)
    {
        var windows = new List<(string Operation, double Begin, double End)>();
        // What this server promises is no matter: it is not the one whose disk fails.
        var book = new PromiseBook(null);
        var begin = Now();
        // With -D the server is the process that was started, and strace its child.
        var start = new ServerStart(Path.Combine(disk.Folder, "traced")) { Launcher = ["strace", "-D", "-f", "-y", "-ttt", "-e", "trace=%file,%desc", "-o", trace] };
        await using var server = await ServerRun.StartAsync(start);
        if (!server.IsListening) throw new InvalidOperationException($"The traced server does not start: {server.Output}");
        windows.Add((StartCase.First, begin, Now()));
        foreach (var operation in Operation.All)
        {
            var files = await operation.PrepareAsync(server.Api, book, random);
            begin = Now();
            await operation.RunAsync(server.Api, book, files);
            windows.Add((operation.Name, begin, Now()));
        }

        return windows;
    }

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    [GeneratedRegex(@"^\d+ +(?<time>\d+\.\d+) (?<name>\w+)\((?<rest>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
