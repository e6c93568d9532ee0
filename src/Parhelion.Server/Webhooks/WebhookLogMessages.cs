namespace Parhelion.Server.Webhooks;

/// <summary>Writes the log messages about webhooks (event ids 1720 to 1729).</summary>
internal static partial class WebhookLogMessages
{
    [LoggerMessage(1720, LogLevel.Warning, "A webhook was not called, because its address is not on the public internet. To allow calls to your own network, set "
        + "Parhelion:Webhooks:AllowPrivateTargets to true. This is logged once")]
    public static partial void PrivateTarget(this ILogger log);
}
