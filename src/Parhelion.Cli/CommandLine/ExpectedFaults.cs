
namespace Parhelion.Cli.CommandLine;

/// <summary>The exceptions that are not bugs of the tool.</summary>
internal static class ExpectedFaults
{
    public static bool Include(Exception fault) => fault is UsageException or CredentialsException or ParhelionException or RefusedCallException
        or OperationCanceledException
        or IOException or UnauthorizedAccessException or ArgumentException;
}
