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
        ParhelionException { Status: 401 or 403 } => Credentials,
        ParhelionException { Status: 404 } => NotFound,
        ParhelionException { Status: null or 408 or 429 or >= 500 } => Unavailable,
        ParhelionException { Status: >= 400 } => Refused,
        HostException => Unavailable,
        OperationCanceledException => Cancelled,
        _ => Failed,
    };
}
