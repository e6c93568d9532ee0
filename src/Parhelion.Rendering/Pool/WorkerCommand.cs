using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Parhelion.Rendering.Sandbox;
using Parhelion.Rendering.Worker;

namespace Parhelion.Rendering.Pool;

/// <summary>Finds out how a worker process is started: with the program that runs the server, or with <c>dotnet</c> and the assembly of the server.</summary>
internal static class WorkerCommand
{
    private const string Server = "Parhelion.Server";

    // Half of the address space that .NET reserves for W^X is a file in memory, which exceeds the limit of files. A worker needs few threads and little of .NET.
    private static readonly (string Name, string Value)[] Runtime =
    [
        ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"),
        ("DOTNET_GCHeapHardLimit", "8000000"), ("DOTNET_DefaultStackSize", "100000"), ("DOTNET_PROCESSOR_COUNT", "1"), ("VIPS_CONCURRENCY", "1"),
    ];

    // Windows starts no program without the first, and finds no library without the second.
    private static readonly string[] KeptOnWindows = ["SystemRoot", "PATH"];

    /// <summary>Describes the process to start. It inherits nothing of the environment, which contains secrets of the server.</summary>
    public static ProcessStartInfo Describe(SandboxOptions options, params IEnumerable<string> modes)
    {
        var (program, first) = Locate();
        var start = new ProcessStartInfo(program, [.. first, RenderWorker.Command, .. options.ToArguments(), .. modes])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/",
        };
        IEnumerable<(string Name, string? Value)> system = OperatingSystem.IsWindows()
            ? KeptOnWindows.Select(name => (name, Environment.GetEnvironmentVariable(name)))
            : [("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8")];
        start.Environment.Clear();
        // Where the program itself looks for its runtime.
        if (ReadableFiles.DotNetRoot is { } root) start.Environment["DOTNET_ROOT"] = root;
        foreach (var (name, value) in system.Concat(Runtime.Select(variable => (variable.Name, (string?)variable.Value)))) start.Environment[name] = value;
        return start;
    }

    // A server in a single file is a program of its own, so that its assemblies are not looked for.
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "The program of a single file was found before.")]
    private static (string Program, string[] Arguments) Locate()
    {
        if (Environment.ProcessPath is { } self && Path.GetFileName(self) is Server or $"{Server}.exe") return (self, []);
        // A server inside of another program.
        var assembly = Path.Combine(Path.GetDirectoryName(typeof(WorkerCommand).Assembly.Location) ?? AppContext.BaseDirectory, $"{Server}.dll");
        return (DotNet(), [assembly]);
    }

    private static string DotNet()
    {
        if (Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet") return self;
        return ReadableFiles.DotNetRoot is { } root ? Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet") : "dotnet";
    }
}
