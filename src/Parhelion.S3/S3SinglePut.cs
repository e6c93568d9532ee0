using System.Security.Cryptography;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Writes a range of a <see cref="Spool"/> as an object, with one request that can be retried.</summary>
internal static class S3SinglePut
{
    /// <summary>The type of all objects. The row has the media type.</summary>
    public const string ContentType = "application/octet-stream";

    /// <summary>Writes the object and makes sure that the store has exactly these bytes.</summary>
    /// <returns>Whether the request was sent more than once. An attempt whose response was lost may still reach the store later and write the object
    /// again.</returns>
    /// <exception cref="IOException">The object is not confirmed. It may exist.</exception>
    public static async Task<bool> RunAsync(S3ObjectAddress target, Spool spool, long offset, int count)
    {
        await using var content = spool.Read(offset, count);
        var request = new PutObjectRequest
        {
            BucketName = target.Bucket,
            Key = target.Name,
            ContentType = ContentType,
            InputStream = content,
            AutoCloseStream = false,
            UseChunkEncoding = false,
        };
        var answer = await S3Errors.AskAsync("PutObject", () => target.Client.PutObjectAsync(request, CancellationToken.None), CancellationToken.None);
        S3ResponseChecks.RequireStored(answer);
        // The ETag of an unencrypted object is the MD5 of its bytes. Any other ETag does not prove that the bytes are right, so look at the object.
        if (!string.Equals(answer.ETag.Trim('"'), await HashAsync(spool, offset, count), StringComparison.OrdinalIgnoreCase))
        {
            await target.RequireStoredAsync("PutObject", count, answer.ETag, doubt: null);
        }

        return content.Attempts > 1;
    }

#pragma warning disable CA5351 // The S3 protocol prescribes MD5 as a checksum. Security does not depend on it.
    private static async Task<string> HashAsync(Spool spool, long offset, int count)
    {
        await using var content = spool.Read(offset, count);
        return Convert.ToHexStringLower(await MD5.HashDataAsync(content));
    }
#pragma warning restore CA5351
}
