using System.Globalization;

namespace Parhelion.Load.Peers;

/// <summary>A process and what it has started, as <c>/proc</c> tells of them.</summary>
internal sealed class ProcessTree(int root)
{
    // Fields of /proc/PID/stat (proc(5)), counted behind the name, which may hold blanks.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;

    // sysconf(_SC_CLK_TCK): 100 on every architecture that Linux runs .NET on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of processor time so far, in user and kernel mode.</summary>
    public double CpuSeconds() => Stats().Sum(stat => Number(stat[UserTime]) + Number(stat[SystemTime])) / TicksPerSecond;

    /// <summary>Bytes of memory: <c>VmRSS</c> now, or <c>VmHWM</c> at the highest since <see cref="ResetPeak"/>, each process at its own time.</summary>
    public long Memory(string field) => Pids().Sum(pid => MemoryOf(pid, field));

    /// <summary>Like <see cref="Memory"/>, without what the process has started.</summary>
    public long MemoryOfRoot(string field) => MemoryOf(root, field);

    public void ResetPeak()
    {
        foreach (var pid in Pids()) File.WriteAllText($"/proc/{pid}/clear_refs", "5");
    }

    private static long MemoryOf(int pid, string field)
    {
        // A process that has ended, and that nobody has waited for, has no memory.
        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(field.Length + 1).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) * 1024;
    }

    private IEnumerable<int> Pids() => Family().Select(member => member.Pid);

    private IEnumerable<string[]> Stats() => Family().Select(member => member.Stat);

    private List<(int Pid, string[] Stat)> Family()
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(pid => (Pid: pid, Stat: Read(pid)))
            .Where(process => process.Stat.Length > SystemTime)
            .ToList();
        var family = all.Where(process => process.Pid == root).ToList();
        for (var i = 0; i < family.Count; i++)
        {
            var parent = family[i].Pid.ToString(CultureInfo.InvariantCulture);
            family.AddRange(all.Where(process => process.Stat[Parent] == parent));
        }

        return family;
    }

    private static string[] Read(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return [];
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
