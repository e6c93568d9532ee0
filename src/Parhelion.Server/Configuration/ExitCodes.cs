namespace Parhelion.Server.Configuration;

/// <summary>Exit codes of the program. docs/server-commands.md explains them to operators.</summary>
internal static class ExitCodes
{
    /// <summary>The command finished and found no fault.</summary>
    public const int Done = 0;

    /// <summary>The command finished and found faults, or could not process every item.</summary>
    public const int Found = 1;

    /// <summary>The command did not finish: settings or arguments are wrong, the database or the store failed, or the two do not belong together.</summary>
    public const int Wrong = 2;

    /// <summary><c>migrate</c>: everything was copied, but the source server was still writing.</summary>
    public const int Incomplete = 3;

    /// <summary><c>migrate</c> and <c>scan</c>: interrupted by a signal.</summary>
    public const int Interrupted = 130;
}
