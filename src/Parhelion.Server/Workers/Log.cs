namespace Parhelion.Server.Workers;

/// <summary>Events 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Warning, "{Count} blobs could not be erased and will be tried again")]
    public static partial void EraseFailed(this ILogger log, Exception fault, int count);

    [LoggerMessage(1302, LogLevel.Error, "Sweeping failed and will be tried again")]
    public static partial void SweepFailed(this ILogger log, Exception fault);

    [LoggerMessage(1303, LogLevel.Information, "Erased {Count} files that an interrupted upload had left behind")]
    public static partial void OrphansErased(this ILogger log, int count);

    [LoggerMessage(1304, LogLevel.Error, "Searching for left-over files failed and will be tried again")]
    public static partial void ScanFailed(this ILogger log, Exception fault);

    [LoggerMessage(1305, LogLevel.Error, "Deleting what has had its time failed and will be tried again")]
    public static partial void RetentionFailed(this ILogger log, Exception fault);

    [LoggerMessage(1306, LogLevel.Error, "Delivering events failed and will be tried again")]
    public static partial void DeliveriesFailed(this ILogger log, Exception fault);

    [LoggerMessage(1307, LogLevel.Warning, "Webhook {WebhookId} has refused event {EventId}; it is not sent again")]
    public static partial void DeliveryRefused(this ILogger log, string eventId, string webhookId);

    [LoggerMessage(1309, LogLevel.Warning, "More waits for webhook {WebhookId} than Webhooks:QueueBytes allows; its {Count} oldest events are given up")]
    public static partial void DeliveriesTrimmed(this ILogger log, string webhookId, int count);

    [LoggerMessage(1308, LogLevel.Warning, "Webhook {WebhookId} did not take event {EventId} in {Attempts} attempts; it is given up")]
    public static partial void DeliveryGivenUp(this ILogger log, string eventId, string webhookId, int attempts);
}
