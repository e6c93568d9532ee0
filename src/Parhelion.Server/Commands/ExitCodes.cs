namespace Parhelion.Server.Commands;

/// <summary>Exit codes of the program. docs/verbs.md has them for operators.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and all is well.</summary>
    public const int Done = 0;

    /// <summary>Done, and something was found.</summary>
    public const int Found = 1;

    /// <summary>Not done, or not to its end: wrong settings or arguments, a database or a store that cannot be used, or two that do not belong together.</summary>
    public const int Wrong = 2;

    /// <summary><c>migrate</c>: everything was copied, and the present server was still writing.</summary>
    public const int Behind = 3;

    /// <summary><c>migrate</c>: interrupted by a signal.</summary>
    public const int Interrupted = 130;
}
