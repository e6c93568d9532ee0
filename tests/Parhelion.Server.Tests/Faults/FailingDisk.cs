using System.Diagnostics;
using System.Globalization;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Makes chosen file calls of a server process fail, by <c>eng/faults/faults.c</c>: give <see cref="Environment"/> to
/// <see cref="ServerProcess.StartAsync(string, IReadOnlyDictionary{string, string}, string[])"/>. That file describes the calls.</summary>
internal sealed class FailingDisk : IDisposable
{
    /// <summary>EIO.</summary>
    public const int InputOutputError = 5;

    /// <summary>ENOSPC.</summary>
    public const int NoSpace = 28;

    private static readonly Lazy<string> Library = new(Build);

    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-faults-").FullName;

    /// <param name="root">The folder whose calls are written down by <see cref="Trace"/>.</param>
    public FailingDisk(string root)
    {
        if (!OperatingSystem.IsLinux()) Engines.Missing("LD_PRELOAD is of Linux.");
        Engines.Require("gcc");
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_PRELOAD"] = Library.Value, ["FAULTS"] = folder, ["FAULTS_ROOT"] = root };
    }

    /// <summary>What the process needs to be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The calls that were made to fail so far, each as <c>CALL PATH</c>.</summary>
    public IReadOnlyList<string> Hits => Read("hits");

    /// <summary>The calls since <see cref="Trace"/>, each as <c>CALL PATH</c>.</summary>
    public IReadOnlyList<string> Traced => Read("trace");

    /// <summary>From now on the calls that the rules name fail, and no others.</summary>
    public void Fail(params FaultRule[] rules)
    {
        // Replaced at once: the process reads it before every call.
        var draft = Path.Combine(folder, "rules.new");
        File.WriteAllLines(draft, rules.Select(rule => rule.ToString()));
        File.Move(draft, Path.Combine(folder, "rules"), overwrite: true);
    }

    /// <summary>From now on all calls go through.</summary>
    public void Heal() => Fail();

    /// <summary>Begins to write down calls.</summary>
    public void Trace() => File.WriteAllText(Path.Combine(folder, "trace"), "");

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Read(string name)
    {
        var file = Path.Combine(folder, name);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    // Beside the tests, under a name of its own first: another run may build it as well.
    private static string Build()
    {
        var library = Path.Combine(AppContext.BaseDirectory, "faults.so");
        var draft = $"{library}.{System.Environment.ProcessId}";
        string[] arguments = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", draft, Path.Combine(Repository.Root, "eng", "faults", "faults.c")];
        using var compiler = Process.Start(new ProcessStartInfo("gcc", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var faults = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException($"faults.c does not compile: {faults}");
        File.Move(draft, library, overwrite: true);
        return library;
    }
}

/// <summary>Which calls fail.</summary>
/// <param name="Call">The name of the call as <c>eng/faults/faults.c</c> has it, or <c>*</c>.</param>
/// <param name="Part">A text in the path, without blanks, or <c>*</c>.</param>
/// <param name="Error">The number of the error; 0: the calls go through, and the rule only starts the next one.</param>
/// <param name="Count">How many fail; -1: all.</param>
/// <param name="Skip">How many go through before; -1: all, until the rule before this one is used up.</param>
internal sealed record FaultRule(string Call, string Part, int Error = FailingDisk.InputOutputError, int Count = 1, int Skip = 0)
{
    /// <summary>Whether the process is killed just before the call, instead of hearing of an error.</summary>
    public bool Kills { get; init; }

    /// <summary>Whether the process is told to stop (SIGINT), and the call goes through.</summary>
    public bool Interrupts { get; init; }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Call} {Part} {Skip} {Count} {(Kills ? "kill" : Interrupts ? "interrupt" : Error.ToString(CultureInfo.InvariantCulture))}");
}
