using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>A backup while a file call fails, beside a server that works: it is whole, or it says in one sentence that it is not.</summary>
internal static class BackupCase
{
    /// <summary>Name of the operation.</summary>
    public const string Name = "backup";

    private const int MostExpected = 2;

    /// <summary>The folder of the backup of a case. Its name begins as that of the data directory, below which calls fail.</summary>
    public static string FolderOf(int number) => $"{Recording.DataDirectory}-backup-{number}";

    /// <summary>What is wrong with the way in which a backup has ended.</summary>
    public static Finding? Judge((int ExitCode, string Output) made)
    {
        var hasTrace = made.Output.Contains("   at ", StringComparison.Ordinal) || made.Output.Contains("Unhandled exception", StringComparison.Ordinal);
        return made.ExitCode <= MostExpected && !hasTrace ? null : new Finding(FindingKind.Crashed, $"exit code {made.ExitCode}: {made.Output}");
    }

    /// <summary>Restores a backup from a crash state: one that was said to be whole must be, with all of its blobs.</summary>
    public static async Task<List<Finding>> RestoreAsync(FileSystem fileSystem, string image, string mountPoint, int number)
    {
        if (await fileSystem.MountAsync(image, mountPoint) is { } fault) return [new Finding(FindingKind.Verify, $"not mounted: {fault}")];
        try
        {
            var (exitCode, output) = await ServerRun.RunVerbAsync(new ServerStart(Path.Combine(mountPoint, "restored")), "restore", Path.Combine(mountPoint, FolderOf(number)));
            return exitCode == 0 ? [] : [new Finding(FindingKind.Lost, $"the backup cannot be restored: {exitCode}: {output}")];
        }
        finally
        {
            await FileSystem.UnmountAsync(mountPoint);
        }
    }
}
