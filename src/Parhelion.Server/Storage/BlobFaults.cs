namespace Parhelion.Server.Storage;

/// <summary>Says in one sentence why bytes cannot be stored.</summary>
internal static class BlobFaults
{
    /// <summary>The sentence for a fault of the store that the settings name.</summary>
    public static string SentenceOf(StorageSettings settings, Exception fault)
    {
        if (settings.S3 is not { } s3) return FolderFaults.SentenceOf($"{settings.Section}:DataDirectory", settings.DataDirectory, null, fault);
        var at = s3.Endpoint is { } endpoint ? $" at {endpoint.GetLeftPart(UriPartial.Authority)}" : "";
        return $"{settings.Section}:Blobs:S3:Bucket is '{s3.Bucket}'{at}, which cannot be used: {StartFaults.Quote(fault)}; "
            + $"create the bucket, or correct {settings.Section}:Blobs:S3 (Endpoint, Region, AccessKey, SecretKey).";
    }
}
