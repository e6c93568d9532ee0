using System.Globalization;
using System.Runtime.InteropServices;
using Parhelion.Load.Peers;

namespace Parhelion.Load;

/// <summary>What was measured on.</summary>
internal static class Machine
{
    /// <summary>Whether the server has a core that the load does not run on.</summary>
    public static bool HasCoreForServer { get; } = int.Parse(PeerProcess.Ask("nproc", "--all") ?? "1", CultureInfo.InvariantCulture) > 1;

    /// <summary>Lets this process, and what it starts from now on, run on every core; or keeps it to that of the load again.</summary>
    public static void UseAllCores(bool all)
    {
        if (HasCoreForServer) PeerProcess.Ask("taskset", "-a", "-p", "-c", all ? "0-1" : "1", $"{Environment.ProcessId}");
    }

    /// <summary>Files that a process can have open at most: the hard limit.</summary>
    public static long MostFiles { get; } = ReadMostFiles();

    /// <summary>Processor, memory, kernel, file system, runtime.</summary>
    public static string Describe(string directory)
    {
        var cpu = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var cores = PeerProcess.Ask("nproc", "--all");
        var memory = long.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / (1024.0 * 1024);
        var disk = PeerProcess.Ask("findmnt", "-n", "-o", "FSTYPE", "-T", directory);
        var pinned = HasCoreForServer ? "server on core 0, load on core 1" : "server and load on the same core";
        return $"{cpu}, {cores} cores, {memory:F0} GB; Linux {Environment.OSVersion.Version}; {disk}; .NET {Environment.Version}; {pinned}";
    }

    private static long ReadMostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return hard == "unlimited" ? long.MaxValue : long.Parse(hard, CultureInfo.InvariantCulture);
    }

    private static string? Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':')[1].Trim();
}
