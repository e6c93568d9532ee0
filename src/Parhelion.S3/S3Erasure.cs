using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Erases blobs: many with one request. A store that refuses such requests is asked once, and from then on each blob is a
/// request of its own.</summary>
internal sealed class S3Erasure(S3Client client, string bucket, int pageSize)
{
    private const int AtOnce = 16;

    private volatile bool oneByOne;

    /// <summary>Erases blobs, those that are not there included.</summary>
    /// <returns>Those that could not be erased.</returns>
    public async ValueTask<IReadOnlyList<BlobFault>> EraseAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentBag<BlobFault>();
        // Each blob has two names that it may be found by.
        foreach (var batch in keys.Chunk(Math.Max(pageSize / 2, 1)))
        {
            if (!oneByOne && await TryBatchAsync(batch, faults, cancellationToken)) continue;
            await Parallel.ForEachAsync(
                batch, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, (key, token) => EraseAsync(key, faults, token));
        }

        return [.. faults];
    }

    private async ValueTask EraseAsync(BlobKey key, ConcurrentBag<BlobFault> faults, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in NamesOf(key))
            {
                var request = new DeleteObjectRequest { BucketName = bucket, Key = name };
                await S3Faults.FindAsync("DeleteObject", () => client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
            }
        }
        catch (IOException e)
        {
            faults.Add(new BlobFault(key, e));
        }
    }

    /// <summary>False when the store does not do this.</summary>
    private async Task<bool> TryBatchAsync(BlobKey[] keys, ConcurrentBag<BlobFault> faults, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest
        {
            BucketName = bucket,
            Quiet = true,
            Objects = [.. keys.SelectMany(NamesOf).Select(name => new KeyVersion { Key = name })],
        };
        try
        {
            await S3Faults.AskAsync("DeleteObjects", () => client.DeleteObjectsAsync(request, cancellationToken), cancellationToken);
        }
        catch (IOException e) when (e.InnerException is DeleteObjectsException some)
        {
            foreach (var error in some.Response.DeleteErrors.Where(error => error.Code != "NoSuchKey"))
            {
                var fault = new IOException($"DeleteObjects failed: the S3 store answered {error.Code}.", e);
                if (BlobNames.TryParse(error.Key, out var key) || BlobNames.TryParseQuarantined(error.Key, out key)) faults.Add(new BlobFault(key, fault));
            }
        }
        catch (IOException e) when (IsRefusal(e.InnerException))
        {
            oneByOne = true;
            return false;
        }
        catch (IOException e)
        {
            foreach (var key in keys) faults.Add(new BlobFault(key, e));
        }

        return true;
    }

    private static string[] NamesOf(BlobKey key) => [BlobNames.Of(key), BlobNames.InQuarantine(key)];

    // Not who asks is refused, nor when, but what is asked.
    private static bool IsRefusal(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired or HttpStatusCode.NotImplemented };
}
