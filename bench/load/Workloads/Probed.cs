namespace Parhelion.Load.Workloads;

/// <summary>What an answer was.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Length">Bytes that came.</param>
/// <param name="Condition">The field with which it can be asked whether it has changed.</param>
internal sealed record Probed(int Status, long Length, string? Condition);
