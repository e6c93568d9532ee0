using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Erases blobs: many with one request. A store that refuses such requests is asked once, and from then on each blob is a
/// request of its own.</summary>
internal sealed class S3Erasure(S3Client client, string bucket, int pageSize, S3Listing listing)
{
    private const int AtOnce = 16;

    private volatile bool oneByOne;

    /// <summary>Erases blobs, those that are not there included.</summary>
    /// <returns>Those that could not be erased.</returns>
    public async ValueTask<IReadOnlyList<BlobFault>> EraseAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentBag<BlobFault>();
        if (keys.Count == 0) return [];
        Func<BlobKey, string[]> namesOf = await IsQuarantineEmptyAsync(cancellationToken)
            ? key => [BlobNames.Of(key)]
            : key => [BlobNames.Of(key), BlobNames.InQuarantine(key)];
        var names = namesOf(keys[0]).Length;
        foreach (var batch in keys.Chunk(Math.Max(pageSize / names, 1)))
        {
            if (batch.Length * names > 1 && !oneByOne && await TryBatchAsync(batch, namesOf, faults, cancellationToken)) continue;
            await Parallel.ForEachAsync(
                batch,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                (key, token) => EraseAsync(key, namesOf(key), faults, token));
        }

        return [.. faults];
    }

    // A blob that was taken into the quarantine is found under a second name. Nearly always nothing is there, and one look spares a name a blob: Swift takes
    // as long to delete what is not there as what is. Only a blob without a row is taken, so that one with a row was taken long before its removal.
    private async Task<bool> IsQuarantineEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !await listing.AnyInQuarantineAsync(cancellationToken);
        }
        catch (IOException)
        {
            // Not known: both names are erased.
            return false;
        }
    }

    private async ValueTask EraseAsync(BlobKey key, string[] names, ConcurrentBag<BlobFault> faults, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in names)
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
    private async Task<bool> TryBatchAsync(
        BlobKey[] keys, Func<BlobKey, string[]> namesOf, ConcurrentBag<BlobFault> faults, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest
        {
            BucketName = bucket,
            Quiet = true,
            Objects = [.. keys.SelectMany(namesOf).Select(name => new KeyVersion { Key = name })],
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

    // Not who asks is refused, nor when, but what is asked.
    private static bool IsRefusal(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired or HttpStatusCode.NotImplemented };
}
