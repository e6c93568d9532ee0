using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Explains to the operator in one sentence why the blob store cannot be used.</summary>
internal static class BlobErrorExplainer
{
    /// <summary>Returns the sentence for an exception of the blob store that the settings select.</summary>
    public static string SentenceOf(StorageSettings settings, Exception fault)
    {
        if (settings.S3 is not { } s3) return FolderErrorExplainer.SentenceOf($"{settings.Section}:DataDirectory", settings.DataDirectory, null, fault);
        var at = s3.Endpoint is { } endpoint ? $" at {endpoint.GetLeftPart(UriPartial.Authority)}" : "";
        return $"{settings.Section}:Blobs:S3:Bucket is '{s3.Bucket}'{at}, which cannot be used: {ExceptionText.Quote(fault)}; "
            + $"create the bucket, or correct {settings.Section}:Blobs:S3 (Endpoint, Region, AccessKey, SecretKey).";
    }
}
