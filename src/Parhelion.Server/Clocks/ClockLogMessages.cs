namespace Parhelion.Server.Clocks;

/// <summary>Writes the log messages about clock skew (event ids 2100 to 2199).</summary>
internal static partial class ClockLogMessages
{
    [LoggerMessage(2101, LogLevel.Warning, "The clock of this node is {Skew} that of {Source}. Synchronize it with a service such as chrony; docs/scale.md lists what depends on it")]
    public static partial void ClockWrong(this ILogger log, string skew, string source);

    [LoggerMessage(2102, LogLevel.Information, "The clock of this node agrees with that of {Source} again")]
    public static partial void ClockRight(this ILogger log, string source);
}
