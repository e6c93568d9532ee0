namespace Parhelion.S3.Tests;

/// <summary>The operations of S3 that the product uses.</summary>
public enum StoreOperation
{
    HeadBucket,
    HeadObject,
    GetObject,
    PutObject,
    CopyObject,
    DeleteObject,
    DeleteObjects,
    ListObjectsV2,
    ListMultipartUploads,
    InitiateMultipartUpload,
    UploadPart,
    ListParts,
    CompleteMultipartUpload,
    AbortMultipartUpload,
}

/// <summary>Tells which operation a request is.</summary>
internal static class StoreOperations
{
    /// <summary>By the head of the request.</summary>
    public static StoreOperation Of(string head)
    {
        var parts = head.Split(' ', 3);
        var (path, query) = parts[1].Split('?', 2) is [var before, var after] ? (before, after) : (parts[1], "");
        var names = query.Split('&').Select(pair => pair.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        var isObject = path.Trim('/').Contains('/', StringComparison.Ordinal);
        return parts[0] switch
        {
            "HEAD" => isObject ? StoreOperation.HeadObject : StoreOperation.HeadBucket,
            "GET" when names.Contains("list-type") => StoreOperation.ListObjectsV2,
            "GET" when names.Contains("uploads") => StoreOperation.ListMultipartUploads,
            "GET" when names.Contains("uploadId") => StoreOperation.ListParts,
            "GET" => StoreOperation.GetObject,
            "PUT" when names.Contains("partNumber") => StoreOperation.UploadPart,
            "PUT" when head.Contains("x-amz-copy-source:", StringComparison.OrdinalIgnoreCase) => StoreOperation.CopyObject,
            "PUT" => StoreOperation.PutObject,
            "POST" when names.Contains("uploads") => StoreOperation.InitiateMultipartUpload,
            "POST" when names.Contains("uploadId") => StoreOperation.CompleteMultipartUpload,
            "POST" => StoreOperation.DeleteObjects,
            "DELETE" when names.Contains("uploadId") => StoreOperation.AbortMultipartUpload,
            "DELETE" => StoreOperation.DeleteObject,
            _ => throw new InvalidOperationException($"No operation of ours: {parts[0]} {parts[1]}"),
        };
    }
}
