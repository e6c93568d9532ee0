using System.Globalization;
using Parhelion.Rendering.Sandbox;

namespace Parhelion.Rendering.Pool;

/// <summary>Measures and ends a worker process together with processes that it has started, where no sandbox keeps it from that.</summary>
internal static class ProcessTree
{
    private const int KillSignal = 9;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ResidentPages = 21;

    // USER_HZ of every Linux.
    private const int TicksPerSecond = 100;

    /// <summary>Returns the memory that the processes have, in bytes, and the time that they have used of a core; nothing of a process that has ended.</summary>
    public static (long Memory, TimeSpan Time) Measure(System.Diagnostics.Process process)
    {
        if (!OperatingSystem.IsLinux()) return MeasureByFramework(process);
        var (pages, ticks) = (0L, 0L);
        AddTree(process.Id, ref pages, ref ticks);
        return Units(pages, ticks);
    }

    /// <summary>Like <see cref="Measure"/>, without processes that the process has started. That takes one file instead of one for each of its threads.</summary>
    public static (long Memory, TimeSpan Time) MeasureAlone(System.Diagnostics.Process process)
    {
        if (!OperatingSystem.IsLinux()) return MeasureByFramework(process);
        var (pages, ticks) = (0L, 0L);
        try
        {
            Add($"/proc/{process.Id}", ref pages, ref ticks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
        }

        return Units(pages, ticks);
    }

    /// <summary>Ends the processes. On Linux they are a group, so this also ends those whose parent has already ended.</summary>
    public static void Kill(System.Diagnostics.Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux()) _ = Libc.Kill(-process.Id, KillSignal);
            process.Kill(entireProcessTree: !OperatingSystem.IsLinux());
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }

    private static (long Memory, TimeSpan Time) MeasureByFramework(System.Diagnostics.Process process)
    {
        try
        {
            process.Refresh();
            return (process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    private static (long Memory, TimeSpan Time) Units(long pages, long ticks) =>
        (pages * Environment.SystemPageSize, TimeSpan.FromSeconds(ticks / (double)TicksPerSecond));

    private static void AddTree(int process, ref long pages, ref long ticks)
    {
        var folder = $"/proc/{process}";
        try
        {
            Add(folder, ref pages, ref ticks);
            foreach (var thread in Directory.EnumerateDirectories($"{folder}/task"))
            {
                foreach (var child in File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)) AddTree((int)Number(child), ref pages, ref ticks);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
        }
    }

    private static void Add(string folder, ref long pages, ref long ticks)
    {
        // The name of the program, in parentheses, may have spaces.
        var text = File.ReadAllText($"{folder}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        pages += Number(fields[ResidentPages]);
        ticks += Number(fields[UserTicks]) + Number(fields[SystemTicks]);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
