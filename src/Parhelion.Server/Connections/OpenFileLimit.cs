using System.Runtime.InteropServices;
using Parhelion.Core;

namespace Parhelion.Server.Connections;

/// <summary>
/// Reads how many files the process may have open at once (<c>RLIMIT_NOFILE</c>). Sockets count as files. At this limit, .NET cannot open the next assembly,
/// and aborts the process.
/// </summary>
/// <remarks>When the process starts, .NET raises the soft limit to the hard limit.</remarks>
internal static partial class OpenFileLimit
{
    // RLIMIT_NOFILE on x86-64 and arm64; other architectures have other numbers.
    private const int OpenFiles = 7;

    /// <summary>Returns the limit, or <c>null</c> where it is not known.</summary>
    public static long? Current()
    {
        if (!PlatformFeatures.IsLinux || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64)) return null;
        return GetLimit(OpenFiles, out var limit) == 0 ? (long)Math.Min(limit.Current, long.MaxValue) : null;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    // struct rlimit has two 64-bit numbers on every 64-bit Linux.
    private struct Limit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
