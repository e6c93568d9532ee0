using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>What <c>./run faults</c> was asked for.</summary>
internal sealed record FaultOptions
{
    /// <summary>The file system.</summary>
    public FileSystem FileSystem { get; init; } = FileSystem.All[0];

    /// <summary>How many cases; <c>null</c>: all.</summary>
    public int? Cases { get; init; }

    /// <summary>Only this operation; <c>null</c>: all.</summary>
    public string? Operation { get; init; }

    /// <summary>Decides which cases, and what is uploaded.</summary>
    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Reads arguments; <c>null</c> if one of them is wrong.</summary>
    public static FaultOptions? Parse(IReadOnlyList<string> arguments) => Arguments.Read(arguments, new FaultOptions(), (options, name, value) => name switch
    {
        "--fs" => FileSystem.All.FirstOrDefault(known => known.Name == value) is { } known ? options with { FileSystem = known } : null,
        "--cases" => Arguments.Number(value) is { } cases ? options with { Cases = cases } : null,
        "--operation" => options with { Operation = value },
        "--seed" => Arguments.Number(value) is { } seed ? options with { Seed = seed } : null,
        _ => null,
    });
}
