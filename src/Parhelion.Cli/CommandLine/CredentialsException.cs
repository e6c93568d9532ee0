namespace Parhelion.Cli.CommandLine;

/// <summary>The exception for a command that needs credentials and has none.</summary>
internal sealed class CredentialsException(string message) : Exception(message);
