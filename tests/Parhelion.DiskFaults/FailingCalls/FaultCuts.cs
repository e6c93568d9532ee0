using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Cuts the power behind each case: at once, with nothing and with everything that was on its way; and after the kernel has written all that
/// it had in memory. Cases must come in their order.</summary>
internal sealed class FaultCuts : IDisposable
{
    private readonly FileSystem fileSystem;
    private readonly DiskLog log;
    private readonly CrashImage image;
    private readonly string state;
    private readonly string mountPoint;
    private readonly ILookup<string, int> records;

    /// <param name="fileSystem">What is on the disk.</param>
    /// <param name="log">The log of all cases.</param>
    /// <param name="folder">For images.</param>
    public FaultCuts(FileSystem fileSystem, DiskLog log, string folder)
    {
        this.fileSystem = fileSystem;
        this.log = log;
        image = new CrashImage(log, fileSystem, folder);
        state = Path.Combine(folder, "state");
        mountPoint = Directory.CreateDirectory(Path.Combine(folder, "crashed")).FullName;
        records = log.Marks.ToLookup(mark => mark.Text, mark => mark.Record, StringComparer.Ordinal);
    }

    /// <summary>Cuts and checks; what was found at each cut. The findings are added to the outcome, too.</summary>
    public async IAsyncEnumerable<(string When, List<Finding> Findings)> CheckAsync(FaultOutcome outcome)
    {
        var (cut, synced) = (records[outcome.Cut].First(), records[outcome.Synced].First());
        foreach (var point in (CrashPoint[])[new(cut, Fate.None, 0), new(cut, Fate.All, 0), new(synced, Fate.All, 0)])
        {
            // Nothing was on its way: the disk is as in the state before.
            if (image.Build(point, state).Pending == 0 && point.Fate != Fate.None && point.Record == cut) continue;
            var findings = new List<Finding>();
            if (outcome.HasBackup) findings.AddRange(await BackupCase.RestoreAsync(fileSystem, state, mountPoint, outcome.Number));
            findings.AddRange((await new StateCheck(fileSystem, mountPoint).RunAsync(point, state, PromisesOf(outcome, point), outcome.Directory)).Findings);
            outcome.Findings.AddRange(findings);
            yield return ($", power cut {(point.Record == cut ? "at once" : "later")} ({point.Fate})", findings);
        }
    }

    /// <inheritdoc />
    public void Dispose() => image.Dispose();

    private Promises PromisesOf(FaultOutcome outcome, CrashPoint point) => new(
        outcome.Directory == Recording.DataDirectory ? log.Marks.TakeWhile(mark => mark.Record < point.Record).Select(mark => mark.Text)
        : outcome.HasServed ? [Promises.Serving]
        : []);
}
