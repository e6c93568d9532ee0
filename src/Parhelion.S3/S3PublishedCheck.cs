using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Checks a complete object that no client can read yet, because the object has no row. If the check refuses the object, the object is
/// deleted.</summary>
internal static class S3PublishedCheck
{
    /// <summary>Runs the check, which reads the object back. If the store fails, the object stays, so that it can be checked again.</summary>
    public static async Task RunAsync(S3PartialBlob blob, long length, StagedCheck? check)
    {
        if (check is null) return;
        try
        {
            await check(new S3StagedUpload(blob.Target, length, blob.Timeout));
        }
        catch (Exception e) when (e is not IOException)
        {
            await TryDeleteAsync(blob.Target);
            throw;
        }
    }

    private static async Task TryDeleteAsync(S3ObjectAddress target)
    {
        try
        {
            await S3Deletion.RunAsync(target.Client, target.Bucket, target.Name, CancellationToken.None);
        }
        catch (IOException)
        {
            // The orphan scan finds it. The caller gets the reason of the refusal.
        }
    }
}
