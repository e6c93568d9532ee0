namespace Parhelion.Cli.CommandLine;

/// <summary>The exception for a host that cannot be reached or does not respond.</summary>
internal sealed class HostException(string message, Exception? inner) : IOException(message, inner);
