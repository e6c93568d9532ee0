namespace Parhelion.Load.Report;

/// <summary>One workload on one server in one round.</summary>
/// <param name="Group">The table.</param>
/// <param name="Workload">The row.</param>
/// <param name="Peer">The column.</param>
/// <param name="Bytes">Bytes of content that a request moves.</param>
/// <param name="Rate">Right answers a second.</param>
/// <param name="P50">Milliseconds in which half of them came.</param>
/// <param name="P99">Milliseconds in which 99 of 100 came.</param>
/// <param name="Cpu">Microseconds of the server's processor time for each; 0: not known.</param>
/// <param name="Peak">Bytes of the server's memory at the highest; 0: not known.</param>
internal sealed record Measurement(string Group, string Workload, string Peer, int Bytes, double Rate, double P50, double P99, double Cpu, long Peak);
