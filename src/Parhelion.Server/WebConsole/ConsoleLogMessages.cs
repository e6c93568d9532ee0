namespace Parhelion.Server.WebConsole;

/// <summary>Writes the log messages of the web console (event ids 2901 and 2951).</summary>
internal static partial class ConsoleLogMessages
{
    [LoggerMessage(2901, LogLevel.Error, "A page of the console cannot be shown.")]
    public static partial void PageFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2951, LogLevel.Error, "A check of the storage that the console started has failed.")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception fault);
}
