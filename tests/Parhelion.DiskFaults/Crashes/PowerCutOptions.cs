using System.Globalization;
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
    public static PowerCutOptions? Parse(string[] arguments)
    {
        var options = new PowerCutOptions();
        for (var index = 0; index < arguments.Length; index += 2)
        {
            if (index + 1 == arguments.Length || options.With(arguments[index], arguments[index + 1]) is not { } more) return null;
            options = more;
        }

        return options;
    }

    private PowerCutOptions? With(string name, string value) => name switch
    {
        "--fs" => Named(value) is { } known ? this with { FileSystems = known } : null,
        "--states" => Number(value) is { } states ? this with { States = states } : null,
        "--seed" => Number(value) is { } seed ? this with { Seed = seed } : null,
        "--operations" => Number(value) is { } operations ? this with { Operations = operations } : null,
        "--log" => this with { Log = Path.GetFullPath(value) },
        "--state" => Number(value) is { } state ? this with { State = state } : null,
        _ => null,
    };

    private static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<FileSystem>? Named(string value)
    {
        var names = value.Split(',');
        var known = FileSystem.All.Where(fileSystem => names.Contains(fileSystem.Name, StringComparer.Ordinal)).ToList();
        return known.Count == names.Length ? known : null;
    }
}
