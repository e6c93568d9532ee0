namespace Parhelion.Server.Readiness;

/// <summary>Writes the log messages about the readiness of the node (event ids 1900 to 1999).</summary>
internal static partial class ReadinessLogMessages
{
    [LoggerMessage(1901, LogLevel.Error, "The node is not ready: its check of the {Component} failed")]
    public static partial void ComponentNotReady(this ILogger log, string component, Exception? fault);

    [LoggerMessage(1902, LogLevel.Information, "The check of the {Component} succeeds again")]
    public static partial void ComponentReady(this ILogger log, string component);

    [LoggerMessage(1903, LogLevel.Warning, "The check of the {Component} failed; the node goes on without it")]
    public static partial void ComponentFaulty(this ILogger log, string component, Exception? fault);
}
