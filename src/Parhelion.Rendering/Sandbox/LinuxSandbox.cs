using System.Runtime.InteropServices;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Sandbox;

/// <summary>Puts the process into a sandbox on Linux: limits, Landlock and seccomp. Landlock restricts only the calling thread, so the process then executes its
/// program again, and all its threads are restricted.</summary>
internal static class LinuxSandbox
{
    /// <summary>Nice value of the process: it gets 3 % of a core that the server needs itself.</summary>
    public const int Nice = 15;

    private const int LimitTime = 0;
    private const int LimitFileSize = 1;
    private const int LimitData = 2;
    private const int LimitCore = 4;
    private const int LimitOpenFiles = 7;
    private const int OpenFiles = 256;
    private const int NoNewPrivileges = 38;
    private const int NotPermitted = 1;

    // CLONE_SIGHAND. No kernel makes a process with it alone, so nothing happens where the call is allowed.
    private const int ImpossibleClone = 0x800;

    /// <summary>Restricts the process and executes the program again with these arguments. Returns only if that failed.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="arguments">The arguments after the name of the program.</param>
    public static void Enter(SandboxOptions options, IReadOnlyList<string> arguments)
    {
        // The files are listed while they can still be listed.
        var (program, self) = (ProgramArguments(), Environment.ProcessPath);
        if (self is null) return;
        Restrict(options);
        Execute(self, [.. program, .. arguments]);
    }

    /// <summary>Restricts the process and executes another program. Returns only if that failed. Only the calling thread is restricted before that.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">The arguments after the name of the program.</param>
    public static void Become(SandboxOptions options, string program, IReadOnlyList<string> arguments)
    {
        Limit(LimitTime, options.ProgramSeconds);
        Restrict(options);
        Execute(program, [program, .. arguments]);
    }

    private static void Restrict(SandboxOptions options)
    {
        _ = Libc.SetPriority(0, 0, Nice);
        Limit(LimitCore, 0);
        Limit(LimitOpenFiles, OpenFiles);
        Limit(LimitFileSize, options.FileBytes);
        Limit(LimitData, options.MemoryBytes + SandboxOptions.RuntimeBytes);
        // Without it, only root may do the rest.
        if (Libc.ProcessControl(NoNewPrivileges, 1, 0, 0, 0) == 0)
        {
            _ = Landlock.Restrict();
            _ = SeccompFilter.Install();
        }
    }

    private static void Execute(string program, IEnumerable<string> arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(pair => $"{pair.Key}={pair.Value}");
        _ = Libc.Execute(program, Strings(arguments), Strings(environment));
    }

    /// <summary>Tries forbidden calls, and reports which of them are refused.</summary>
    public static SandboxReport Prove()
    {
        var folder = Libc.Open("/", 0);
        var file = Libc.Open("/tmp", Libc.OpenTemporaryFile | Libc.OpenReadWrite, 0x180);
        var socket = Libc.Socket(1, 1, 0);
        foreach (var opened in (int[])[folder, file, socket]) _ = opened < 0 ? 0 : Libc.Close(opened);
        var isLimited = Libc.GetLimit(LimitData, out var data) == 0 && data.Hard < ulong.MaxValue && Libc.GetLimit(LimitCore, out var core) == 0 && core.Hard == 0;
        return new SandboxReport(folder < 0 && file < 0, socket < 0, RefusesProcesses(), isLimited);
    }

    private static bool RefusesProcesses() => SystemCalls.OfThisMachine is { } calls
        && Libc.SystemCall((nint)calls.CloneCall, ImpossibleClone, 0, 0, 0) < 0 && Marshal.GetLastPInvokeError() == NotPermitted;

    private static void Limit(int resource, long value)
    {
        var limit = new ResourceLimit { Soft = (ulong)value, Hard = (ulong)value };
        _ = Libc.SetLimit(resource, limit);
    }

    // 'dotnet' needs the assembly as its first argument; the program that is built for a machine does not.
    private static string[] ProgramArguments()
    {
        var all = Environment.GetCommandLineArgs();
        return Path.GetFileName(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, Path.GetFullPath(all[0])] : [Environment.ProcessPath!];
    }

    private static nint[] Strings(IEnumerable<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];
}
