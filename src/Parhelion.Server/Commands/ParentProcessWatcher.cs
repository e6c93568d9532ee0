using System.Runtime.InteropServices;

namespace Parhelion.Server.Commands;

/// <summary>
/// Waits until the process that started this process has ended. On Linux and macOS, the class polls the id of the parent process. This id changes when the
/// parent ends. On Windows, the class does not notice the end of the parent.
/// </summary>
/// <remarks>A death signal (<c>PR_SET_PDEATHSIG</c>) would be wrong, because the kernel sends it when the thread that started this process ends, even if the parent
/// process still runs.</remarks>
internal sealed partial class ParentProcessWatcher
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Read before the server starts, so that a parent that ends meanwhile is noticed.
    private readonly int first = OperatingSystem.IsWindows() ? 0 : GetParentId();

    /// <summary>Waits until the parent has ended; checks ten times a second. On Windows it waits for <paramref name="cancellationToken"/> only.</summary>
    /// <returns>Whether the parent has ended; otherwise the wait was cancelled.</returns>
    public async Task<bool> EndAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (OperatingSystem.IsWindows() || GetParentId() == first) await timer.WaitForNextTickAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();
}
