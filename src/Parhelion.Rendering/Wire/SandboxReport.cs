using System.Text.Json.Serialization;

namespace Parhelion.Rendering.Wire;

/// <summary>What restricts a worker process. The worker has tried it out: a restriction counts only if a forbidden call was refused.</summary>
/// <param name="Files">Whether it can open only the files of its programs, and write none.</param>
/// <param name="Network">Whether it can open no socket.</param>
/// <param name="Processes">Whether it can start no process.</param>
/// <param name="Limits">Whether its memory and its files are limited.</param>
public sealed record SandboxReport(bool Files, bool Network, bool Processes, bool Limits)
{
    /// <summary>Nothing restricts the process.</summary>
    public static SandboxReport None { get; } = new(false, false, false, false);

    /// <summary>Whether all restrictions are in force.</summary>
    [JsonIgnore]
    public bool IsWhole => Files && Network && Processes && Limits;

    /// <summary>Describes the restrictions in a few words.</summary>
    public override string ToString() => IsWhole ? "whole" : this == None ? "none" : $"partial (files {Word(Files)}, network {Word(Network)}, processes {Word(Processes)}, limits {Word(Limits)})";

    private static string Word(bool restricted) => restricted ? "restricted" : "open";
}
