namespace Parhelion.Cli.CommandLine;

/// <summary>The command line, or what it needs beside it, cannot be right. The message says what would be.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>There are no credentials.</summary>
internal sealed class CredentialsException(string message) : Exception(message);

/// <summary>Nobody answers at a host.</summary>
internal sealed class HostException(string message, Exception inner) : IOException(message, inner);
