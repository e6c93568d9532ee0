using System.Diagnostics;
using SharpFuzz;

namespace Parhelion.Fuzz;

/// <summary>Has the program run again on a copy of itself in which every branch of Core and Server leaves a trace. SharpFuzz writes the traces into the copy; its native
/// part is not needed, because the search is made here (docs/decisions/0017).</summary>
internal static unsafe class Instrumentation
{
    private const string Variable = "PARHELION_FUZZ_INSTRUMENTED";

    private static readonly string[] Traced = ["Parhelion.Core.dll", "Parhelion.Server.dll"];

    /// <summary>Whether this process is the copy.</summary>
    public static bool IsActive => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Makes the copy, runs it with the same arguments, and deletes it.</summary>
    /// <returns>Its exit code.</returns>
    public static int RunAgain(string[] args)
    {
        var copy = Directory.CreateTempSubdirectory("parhelion-fuzz-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories)) Copy(file, copy.FullName);
            // It is made as its list of types is read.
            foreach (var name in Traced) _ = Fuzzer.Instrument(Path.Combine(copy.FullName, name), IsTraced, Options.Value).ToList();
            var start = new ProcessStartInfo("dotnet", [Path.Combine(copy.FullName, "Parhelion.Fuzz.dll"), .. args]) { Environment = { [Variable] = "1" } };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    /// <summary>Gives the traces their memory. Code that is traced must not run before.</summary>
    public static void Begin(byte* traces) => SharpFuzz.Common.Trace.SharedMem = traces;

    private static void Copy(string file, string folder)
    {
        var target = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    // What takes input; the rest of the server only runs beside it.
    private static bool IsTraced(string type) =>
        Traces.Any(name => type.StartsWith(name, StringComparison.Ordinal));

    private static readonly string[] Traces =
    [
        "Parhelion.Core.Uploading", "Parhelion.Core.Serving", "Parhelion.Core.ObjectId", "Parhelion.Core.Blobs.BlobKey",
        "Parhelion.Server.Wire", "Parhelion.Server.Endpoints", "Parhelion.Server.Access",
    ];
}
