using System.Collections.Concurrent;
using System.Security.Cryptography;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Mounts a crash state, starts the server on it and holds it against its promises.</summary>
internal sealed class StateCheck(FileSystem fileSystem, string mountPoint)
{
    private const int Found = 1;

    // The scan for left-over files works at once and takes whatever it may.
    private static readonly string[] Settings = ["Sweep:OrphanAge=00:00:01"];

    /// <summary>Checks one state.</summary>
    public async Task<Verdict> RunAsync(CrashPoint point, string image, Promises promises, string data = Recording.DataDirectory)
    {
        var verdict = new Verdict(point, promises.MustBeServed.Count, promises.MustBeGone.Count, promises.MustBeErased.Count, promises.MustContinue.Count);
        if (await fileSystem.MountAsync(image, mountPoint) is { } fault)
        {
            verdict.IsMounted = false;
            verdict.Findings.Add(new Finding(FindingKind.Verify, $"not mounted: {fault}"));
            return verdict;
        }

        try
        {
            var directory = Path.Combine(mountPoint, data);
            verdict.Findings.AddRange(ErasedFiles.Find(directory, promises));
            await CheckServerAsync(directory, promises, verdict);
        }
        finally
        {
            await FileSystem.UnmountAsync(mountPoint);
        }

        return verdict;
    }

    private static async Task CheckServerAsync(string directory, Promises promises, Verdict verdict)
    {
        if (promises.HasServed && !File.Exists(Path.Combine(directory, "credentials.json")))
        {
            verdict.Findings.Add(new Finding(FindingKind.Lost, "credentials.json, which the first start announced"));
            return;
        }

        var renditions = StoredRenditions.Find(directory);
        await using var server = await ServerRun.StartAsync(new ServerStart(directory) { Settings = Settings });
        if (!server.IsListening)
        {
            verdict.Findings.Add(new Finding(FindingKind.Refused, $"exit code {server.ExitCode}: {server.Output}"));
            return;
        }

        var verification = ServerRun.RunVerbAsync(new ServerStart(directory), "verify", "--bytes");
        verdict.Findings.AddRange(await ReadAsync(server.Api, promises));
        var file = LoadFile.OfSize(new Random(1), 1000);
        var (status, _) = await server.Api.UploadAsync(file.Bytes, file.Name);
        if (status != 201) verdict.Findings.Add(new Finding(FindingKind.Refused, $"a new upload: {status}"));
        var verified = await verification;
        verdict.Findings.AddRange(Judge(verified));
        verdict.Findings.AddRange(StoredRenditions.Stray(directory, renditions, verified.Output));
        verdict.Renditions = renditions.Count;
        // Last: it makes attachments of uploads that the verification may see in the middle.
        verdict.Findings.AddRange(await new UploadCheck(server.Api, promises).RunAsync());
    }

    private static async Task<IEnumerable<Finding>> ReadAsync(Api api, Promises promises)
    {
        var findings = new ConcurrentQueue<Finding>();
        await Parallel.ForEachAsync(promises.MustBeServed, async (promise, _) =>
        {
            var (status, bytes) = await api.ReadAsync(promise.Key);
            if (status != 200) findings.Enqueue(new Finding(FindingKind.Lost, $"{promise.Key}: {status}"));
            else if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != promise.Value) findings.Enqueue(new Finding(FindingKind.Lost, $"{promise.Key}: wrong bytes"));
        });
        await Parallel.ForEachAsync(promises.MustBeGone, async (path, _) =>
        {
            var (status, _) = await api.ReadAsync(path);
            if (status != 404) findings.Enqueue(new Finding(FindingKind.Served, $"{path}: {status}"));
        });
        return findings;
    }

    // Files without a row are what a crash may leave. All other faults count: the last line has their number.
    private static IEnumerable<Finding> Judge((int ExitCode, string Output) verified)
    {
        if (verified.ExitCode == 0) return [];
        var lines = verified.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var leftOver = lines.Count(IsLeftOver);
        if (verified.ExitCode == Found && lines[^1].EndsWith($", {leftOver} faults", StringComparison.Ordinal)) return [];
        return lines.Where(line => !IsLeftOver(line)).Select(line => new Finding(FindingKind.Verify, line));
    }

    private static bool IsLeftOver(string line) =>
        line.StartsWith("blob without a row: ", StringComparison.Ordinal) || line.StartsWith("staged file: ", StringComparison.Ordinal);
}
