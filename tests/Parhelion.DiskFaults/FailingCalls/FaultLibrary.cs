using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Makes one chosen file call of a server fail: <c>eng/faults/faults.c</c>, which describes the files used here.</summary>
internal sealed class FaultLibrary
{
    private static readonly string Library = Path.Combine(Tests.Repository.Root, "artifacts", "powercut", "faults.so");

    private readonly string folder;

    /// <param name="folder">For the files that control the library; not on the disk under test.</param>
    /// <param name="root">Only calls on paths below this folder count.</param>
    public FaultLibrary(string folder, string root)
    {
        this.folder = folder;
        Root = root;
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LD_PRELOAD"] = Library, ["FAULTS"] = folder, ["FAULTS_ROOT"] = root };
    }

    /// <summary>Only calls on paths below this folder count.</summary>
    public string Root { get; }

    /// <summary>What a server must be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Builds the library if its source is newer.</summary>
    public static Task BuildAsync() => Compiler.BuildAsync(Path.Combine(Tests.Repository.Root, "eng", "faults", "faults.c"), Library, "-shared", "-fPIC");

    /// <summary>From now on one call fails.</summary>
    public void Fail(FaultCase fault)
    {
        File.Delete(Path.Combine(folder, "hits"));
        Replace($"{fault.Call.Name} {Root} {fault.Call.Number} 1 {fault.Error}\n");
    }

    /// <summary>From now on no call fails; the call that was made to fail, if the server has made it.</summary>
    public string? Heal()
    {
        Replace("");
        var hits = Path.Combine(folder, "hits");
        return File.Exists(hits) ? File.ReadAllText(hits).Trim().Replace(Root, "", StringComparison.Ordinal) : null;
    }

    /// <summary>From now on calls are written down.</summary>
    public void StartTrace() => File.WriteAllText(Path.Combine(folder, "trace"), "");

    /// <summary>The calls since <see cref="StartTrace"/>.</summary>
    public List<DiskCall> EndTrace()
    {
        var file = Path.Combine(folder, "trace");
        var calls = DiskCall.Parse(File.ReadAllLines(file), Root);
        File.Delete(file);
        return calls;
    }

    // The server reads the file before every call: it must see all of it or nothing.
    private void Replace(string rules)
    {
        var draft = Path.Combine(folder, "rules.new");
        File.WriteAllText(draft, rules);
        File.Move(draft, Path.Combine(folder, "rules"), overwrite: true);
    }
}
