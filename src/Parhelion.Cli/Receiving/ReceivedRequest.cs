namespace Parhelion.Cli.Receiving;

/// <summary>A request that arrived on the local port.</summary>
/// <param name="Method">The method.</param>
/// <param name="Headers">The headers. Names are compared without case.</param>
/// <param name="Body">The body.</param>
internal sealed record ReceivedRequest(string Method, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
