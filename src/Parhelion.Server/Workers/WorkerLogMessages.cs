namespace Parhelion.Server.Workers;

/// <summary>Writes the log messages of the background workers (event ids 1300 to 1399, except 1317).</summary>
internal static partial class WorkerLogMessages
{
    [LoggerMessage(1301, LogLevel.Warning, "{Count} blobs could not be erased. The server will retry")]
    public static partial void EraseFailed(this ILogger log, Exception fault, int count);

    [LoggerMessage(1302, LogLevel.Error, "Erasing the blobs of removed attachments failed. The server will retry")]
    public static partial void SweepFailed(this ILogger log, Exception fault);

    [LoggerMessage(1303, LogLevel.Information, "Erased {Count} files that an interrupted upload had left behind")]
    public static partial void StagedErased(this ILogger log, long count);

    [LoggerMessage(1311, LogLevel.Warning, "Moved {Count} blobs without a row, {Bytes} bytes, to the quarantine; 'Parhelion.Server quarantine' lists and restores them. They are erased after {Days} days")]
    public static partial void OrphansTaken(this ILogger log, long count, long bytes, double days);

    [LoggerMessage(1312, LogLevel.Error, "{Count} of {Total} blobs have no row ({Bytes} bytes), in addition to {Held} in the quarantine. These are too many to be left-over files, so none was moved. Check whether this is the right database: 'Parhelion.Server verify' lists them, 'quarantine take' moves them anyway (docs/backup.md)")]
    public static partial void OrphansTooMany(this ILogger log, long count, long total, long bytes, long held);

    [LoggerMessage(1313, LogLevel.Warning, "Restored {Count} blobs from the quarantine, because their rows exist again")]
    public static partial void OrphansGivenBack(this ILogger log, long count);

    [LoggerMessage(1314, LogLevel.Warning, "Erased {Count} blobs, {Bytes} bytes, that had been in the quarantine for {Days} days and still had no row")]
    public static partial void OrphansErasedForGood(this ILogger log, long count, long bytes, double days);

    [LoggerMessage(1315, LogLevel.Error, "{Fault} The server keeps running, but does not move or erase blobs without a row. Stop it and see docs/backup.md")]
    public static partial void StoreDoesNotBelong(this ILogger log, string fault);

    [LoggerMessage(1318, LogLevel.Warning, "The check of the database pages failed. The next start will repeat it")]
    public static partial void PageCheckFailed(this ILogger log, Exception fault);

    [LoggerMessage(1316, LogLevel.Warning, "The watermark of the blob store could not be raised. The server will retry")]
    public static partial void WatermarkFailed(this ILogger log, Exception fault);

    [LoggerMessage(1304, LogLevel.Error, "Searching for left-over files failed. The server will retry")]
    public static partial void ScanFailed(this ILogger log, Exception fault);

    [LoggerMessage(1305, LogLevel.Error, "Deleting expired data failed. The server will retry")]
    public static partial void RetentionFailed(this ILogger log, Exception fault);

    [LoggerMessage(1306, LogLevel.Error, "Delivering events failed. The server will retry")]
    public static partial void DeliveriesFailed(this ILogger log, Exception fault);

    [LoggerMessage(1307, LogLevel.Warning, "Webhook {WebhookId} refused event {EventId}; the event is not sent again")]
    public static partial void DeliveryRefused(this ILogger log, string eventId, string webhookId);

    [LoggerMessage(1324, LogLevel.Warning, "The permissions of a blob file could not be restricted to its owner")]
    public static partial void ModeNotChanged(this ILogger log, Exception fault);

    [LoggerMessage(1309, LogLevel.Warning, "The queue of webhook {WebhookId} is larger than Webhooks:QueueBytes. Its {Count} oldest events were dropped")]
    public static partial void DeliveriesTrimmed(this ILogger log, string webhookId, int count);

    [LoggerMessage(1308, LogLevel.Warning, "Webhook {WebhookId} did not accept event {EventId} in {Attempts} attempts; the event is dropped")]
    public static partial void DeliveryGivenUp(this ILogger log, string eventId, string webhookId, int attempts);

    [LoggerMessage(1321, LogLevel.Error, "The disk is full. The reserved {Bytes} bytes are now used for deletions. All other writes are refused until there is free space")]
    public static partial void ReserveGivenUp(this ILogger log, long bytes);

    [LoggerMessage(1322, LogLevel.Information, "The disk has free space again. {Bytes} bytes are reserved for deletions")]
    public static partial void ReserveMade(this ILogger log, long bytes);

    [LoggerMessage(1323, LogLevel.Warning, "Disk space for deletions on a full disk could not be reserved")]
    public static partial void ReserveFailed(this ILogger log, Exception fault);

    [LoggerMessage(1320, LogLevel.Error, "Emptying the write-ahead log failed. The server will retry, and completes receipts after that")]
    public static partial void StampingFailed(this ILogger log, Exception fault);

    [LoggerMessage(1326, LogLevel.Warning, "The additional purge of {Count} files that were sent during their deletion failed. The later purges will still run")]
    public static partial void RepeatPurgeFailed(this ILogger log, Exception fault, int count);

    [LoggerMessage(1325, LogLevel.Warning, "Other users or a group can open the data directory, and the server cannot change that, because another user owns it. The files in it are restricted. Restrict the directory as well: chmod go=, or chmod o= if the server reaches it through its group")]
    public static partial void FolderIsOpen(this ILogger log);

    [LoggerMessage(1327, LogLevel.Information, "{Count} expired resumable uploads were ended")]
    public static partial void UploadsEnded(this ILogger log, int count);

    [LoggerMessage(1328, LogLevel.Warning, "Ending expired resumable uploads failed. The server will retry")]
    public static partial void UploadSweepFailed(this ILogger log, Exception fault);

    [LoggerMessage(1329, LogLevel.Error, "The store has lost bytes of a resumable upload, so the upload was ended")]
    public static partial void UploadLost(this ILogger log, Exception fault);

    [LoggerMessage(1330, LogLevel.Warning, "Aggregating the usage of apps failed. The server will retry; the reported usage stays exact. This is logged once a minute")]
    public static partial void UsageFoldingFailed(this ILogger log, Exception fault);

    [LoggerMessage(1331, LogLevel.Error, "Uploads are refused with 507: Limits:TotalBytes is reached, or the disk has less free space than Limits:FreeBytes. Deletions still work")]
    public static partial void UploadsRefused(this ILogger log);

    [LoggerMessage(1332, LogLevel.Information, "There is space for uploads again")]
    public static partial void UploadsAccepted(this ILogger log);

    [LoggerMessage(1335, LogLevel.Warning, "Renditions of an attachment could not be made. The server will retry. This is logged once a minute")]
    public static partial void RenditionsFailed(this ILogger log, Exception fault);

    [LoggerMessage(1340, LogLevel.Warning, "Writing the audit entries of reads of private files failed and will be tried again. This is logged once a minute")]
    public static partial void AuditWriteFailed(this ILogger log, Exception fault);

    [LoggerMessage(1341, LogLevel.Error, "{Count} reads of private files are missing in the audit log: there were more than memory can hold until they are written. This is logged once a minute")]
    public static partial void AuditReadsLost(this ILogger log, long count);

    [LoggerMessage(1343, LogLevel.Warning, "The RemoveUrl of the OAuth client {Client} could not be called in three attempts. The client does not know that its access to an app has ended")]
    public static partial void RemoveUrlNotCalled(this ILogger log, string client);

    [LoggerMessage(1342, LogLevel.Information, "Deleted {Count} audit entries that are older than Audit:Days")]
    public static partial void AuditExpired(this ILogger log, long count);
}
