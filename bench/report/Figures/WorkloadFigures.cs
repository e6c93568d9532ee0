namespace Parhelion.BenchReport.Figures;

/// <summary>The figures of all servers under one workload.</summary>
/// <param name="Group">A group of <see cref="WorkloadGroups"/>.</param>
/// <param name="Name">The name, such as <c>GET 4 KB</c>.</param>
/// <param name="Bytes">Bytes of content that one request moves.</param>
/// <param name="Servers">The figures, a server each. Parhelion comes first.</param>
internal sealed record WorkloadFigures(string Group, string Name, int Bytes, IReadOnlyList<ServerFigures> Servers);
