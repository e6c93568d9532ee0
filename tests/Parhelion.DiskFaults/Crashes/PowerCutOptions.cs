using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>What <c>./run powercut</c> was asked for.</summary>
internal sealed record PowerCutOptions
{
    /// <summary>The file systems.</summary>
    public IReadOnlyList<FileSystem> FileSystems { get; init; } = FileSystem.All;

    /// <summary>Crash states of each file system.</summary>
    public int States { get; init; } = 200;

    /// <summary>Decides what the load does and where the power is cut.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Operations of the recorded load.</summary>
    public int Operations { get; init; } = 900;

    /// <summary>A log of an earlier run, in place of a new recording.</summary>
    public string? Log { get; init; }

    /// <summary>Only this one of the states.</summary>
    public int? State { get; init; }

    /// <summary>Reads arguments; <c>null</c> if one of them is wrong.</summary>
    public static PowerCutOptions? Parse(IReadOnlyList<string> arguments) => Arguments.Read(arguments, new PowerCutOptions(), (options, name, value) => name switch
    {
        "--fs" => Named(value) is { } known ? options with { FileSystems = known } : null,
        "--states" => Arguments.Number(value) is { } states ? options with { States = states } : null,
        "--seed" => Arguments.Number(value) is { } seed ? options with { Seed = seed } : null,
        "--operations" => Arguments.Number(value) is { } operations ? options with { Operations = operations } : null,
        "--log" => options with { Log = Path.GetFullPath(value) },
        "--state" => Arguments.Number(value) is { } state ? options with { State = state } : null,
        _ => null,
    });

    private static List<FileSystem>? Named(string value)
    {
        var names = value.Split(',');
        var known = FileSystem.All.Where(fileSystem => names.Contains(fileSystem.Name, StringComparer.Ordinal)).ToList();
        return known.Count == names.Length ? known : null;
    }
}
