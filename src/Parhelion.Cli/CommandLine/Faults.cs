namespace Parhelion.Cli.CommandLine;

/// <summary>The exception for an invalid command line, environment variable, profile or file argument. The message says what is valid.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The exception for a command that needs credentials and has none.</summary>
internal sealed class CredentialsException(string message) : Exception(message);

/// <summary>The exception for a host that cannot be reached or does not respond.</summary>
internal sealed class HostException(string message, Exception inner) : IOException(message, inner);
