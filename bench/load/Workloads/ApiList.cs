namespace Parhelion.Load.Workloads;

/// <summary>A list of the API.</summary>
/// <param name="Name">The row that its figures stand in.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Bytes">Bytes of the response.</param>
internal sealed record ApiList(string Name, string Path, int Bytes);
