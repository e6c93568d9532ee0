namespace Parhelion.Cli.CommandLine;

/// <summary>The exception for an invalid command line, environment variable, profile or file argument. The message says what is valid.</summary>
internal sealed class UsageException(string message) : Exception(message);
