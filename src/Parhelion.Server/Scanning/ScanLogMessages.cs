namespace Parhelion.Server.Scanning;

/// <summary>Writes the log messages about the malware scan, refused uploads and the list of refused hashes (event ids 2401 to 2499).</summary>
internal static partial class ScanLogMessages
{
    [LoggerMessage(2401, LogLevel.Information, "An upload to app {AppId} was refused: {Reason} ({Signature}). 'Parhelion.Server refusals' has more under {RefusalId}")]
    public static partial void UploadRefused(this ILogger log, string appId, string reason, string signature, string refusalId);

    [LoggerMessage(2402, LogLevel.Warning, "More uploads are refused than are recorded, among them some of app {AppId}. At most {OfApp} of an app and {OfAll} of all apps are recorded in a minute. This is logged once a minute")]
    public static partial void RefusalsSkipped(this ILogger log, string appId, int ofApp, int ofAll);

    [LoggerMessage(2403, LogLevel.Error, "Refused uploads could not be recorded. This is logged once a minute")]
    public static partial void RefusalNotRecorded(this ILogger log, Exception fault);

    [LoggerMessage(2404, LogLevel.Error, "Uploads are refused with 503, because they could not be scanned for malware: {Fault}. This is logged once a minute")]
    public static partial void ScanFailedAndRefused(this ILogger log, string fault);

    [LoggerMessage(2405, LogLevel.Error, "Uploads are stored although they could not be scanned for malware (Antivirus:OnFailure is Accept): {Fault}. This is logged once a minute")]
    public static partial void ScanFailedAndAccepted(this ILogger log, string fault);

    [LoggerMessage(2406, LogLevel.Information, "Files:RefusedHashes has {Count} hashes")]
    public static partial void HashesRead(this ILogger log, int count);

    [LoggerMessage(2407, LogLevel.Error, "Files:RefusedHashes was not read again; the {Count} hashes of before stay. {Fault}")]
    public static partial void HashesNotRead(this ILogger log, int count, string fault);
}
