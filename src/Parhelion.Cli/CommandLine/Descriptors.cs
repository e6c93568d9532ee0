using System.Runtime.InteropServices;

namespace Parhelion.Cli.CommandLine;

/// <summary>Tells standard streams from files that the runtime opened. If a shell closed a stream (<c>&lt;&amp;-</c>, <c>&gt;&amp;-</c>), the runtime opens
/// something of its own under the same number. Reading it may never end, and writing to it may reach a connection.</summary>
internal static partial class Descriptors
{
    private const int GetFlags = 1;
    private const int ClosesOnExec = 1;

    /// <summary>Whether the parent process passed this descriptor on. Unlike those, the descriptors of the runtime close when a program is executed.</summary>
    public static bool IsInherited(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return true;
        var flags = FlagsOf(descriptor, GetFlags);
        return flags >= 0 && (flags & ClosesOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FlagsOf(int descriptor, int command);
}
