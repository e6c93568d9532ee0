namespace Parhelion.Cli.CommandLine;

/// <summary>The exit codes of the tool. Scripts rely on them: keep them as docs/cli.md lists them.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Credentials = 3;
    public const int NotFound = 4;
    public const int Refused = 5;
    public const int Unavailable = 6;
    public const int Cancelled = 130;

    public static int Of(Exception fault) => fault switch
    {
        UsageException => Usage,
        CredentialsException => Credentials,
        // The response began with a success and broke off.
        ParhelionException { Status: < 400, IsTransient: true } => Unavailable,
        ParhelionException call => OfStatus(call.Status),
        RefusedCallException call => OfStatus(call.Status),
        HostException => Unavailable,
        OperationCanceledException => Cancelled,
        _ => Failed,
    };

    /// <summary>The exit code for a response that is no success; <c>null</c> if there was no response.</summary>
    public static int OfStatus(int? status) => status switch
    {
        401 or 403 => Credentials,
        404 => NotFound,
        null or 408 or 429 or >= 500 => Unavailable,
        >= 400 => Refused,
        _ => Failed,
    };
}
