using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Erases blobs in a bucket. One DeleteObjects request erases many blobs. If the store does not support this request, all later erasures use one
/// DeleteObject request for each blob.</summary>
internal sealed class S3BlobEraser(S3Client client, string bucket, int pageSize, S3Listing listing)
{
    private const int AtOnce = 16;

    private volatile bool singleDeletions;

    /// <summary>Erases blobs. It is no error if a blob does not exist.</summary>
    /// <returns>The blobs that could not be erased, with the exception of each.</returns>
    public async ValueTask<IReadOnlyList<BlobRemovalFailure>> EraseAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
    {
        var faults = new ConcurrentBag<BlobRemovalFailure>();
        if (keys.Count == 0) return [];
        Func<BlobKey, string[]> namesOf = await IsQuarantineEmptyAsync(cancellationToken)
            ? key => [BlobNames.Of(key)]
            : key => [BlobNames.Of(key), BlobNames.InQuarantine(key)];
        var names = namesOf(keys[0]).Length;
        foreach (var batch in keys.Chunk(Math.Max(pageSize / names, 1)))
        {
            IReadOnlyCollection<BlobKey> left = batch.Length * names > 1 && !singleDeletions ? await EraseBatchAsync(batch, namesOf, faults, cancellationToken) : batch;
            await Parallel.ForEachAsync(
                left,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                (key, token) => EraseAsync(key, namesOf(key), faults, token));
        }

        return [.. faults];
    }

    // A quarantined blob has a second name, which must be deleted too. The quarantine is nearly always empty, and this one request then saves one deletion for
    // each blob: Swift takes as long to delete a missing object as an existing one. The orphan scan quarantines only blobs without a row. So if a blob with a
    // row is in the quarantine, it was moved there long before its removal, and this request finds it.
    private async Task<bool> IsQuarantineEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !await listing.AnyInQuarantineAsync(cancellationToken);
        }
        catch (IOException)
        {
            // Unknown, so erase both names.
            return false;
        }
    }

    private async ValueTask EraseAsync(BlobKey key, string[] names, ConcurrentBag<BlobRemovalFailure> faults, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in names) await S3Deletion.RunAsync(client, bucket, name, cancellationToken);
        }
        catch (IOException e)
        {
            faults.Add(new BlobRemovalFailure(key, e));
        }
    }

    /// <summary>Erases blobs with one request. A blob that the response confirms is erased. A blob for which the response has an error becomes a
    /// fault.</summary>
    /// <returns>The blobs that the response does not mention. The caller erases each with its own request.</returns>
    private async Task<IReadOnlyCollection<BlobKey>> EraseBatchAsync(
        BlobKey[] keys, Func<BlobKey, string[]> namesOf, ConcurrentBag<BlobRemovalFailure> faults, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest
        {
            BucketName = bucket,
            Quiet = false,
            Objects = [.. keys.SelectMany(namesOf).Select(name => new KeyVersion { Key = name })],
        };
        try
        {
            var answer = await S3Errors.AskAsync("DeleteObjects", () => client.DeleteObjectsAsync(request, cancellationToken), cancellationToken);
            return Unconfirmed(keys, namesOf, answer, faults, null);
        }
        catch (IOException e) when (e.InnerException is DeleteObjectsException some)
        {
            return Unconfirmed(keys, namesOf, some.Response, faults, e);
        }
        catch (IOException e) when (IsRefusal(e.InnerException))
        {
            singleDeletions = true;
            return keys;
        }
        catch (IOException e)
        {
            foreach (var key in keys) faults.Add(new BlobRemovalFailure(key, e));
            return [];
        }
    }

    private static List<BlobKey> Unconfirmed(
        BlobKey[] keys, Func<BlobKey, string[]> namesOf, DeleteObjectsResponse answer, ConcurrentBag<BlobRemovalFailure> faults, IOException? fault)
    {
        var erased = (answer.DeletedObjects ?? []).Select(deleted => deleted.Key).ToHashSet(StringComparer.Ordinal);
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var error in answer.DeleteErrors ?? [])
        {
            if (error.Key is null) continue;
            if (error.Code == "NoSuchKey") erased.Add(error.Key);
            else refused[error.Key] = error.Code;
        }

        var left = new List<BlobKey>();
        foreach (var key in keys)
        {
            var names = namesOf(key);
            if (Array.Find(names, refused.ContainsKey) is { } name) faults.Add(new BlobRemovalFailure(key, new IOException($"DeleteObjects failed: the S3 store answered {refused[name]}.", fault)));
            else if (!names.All(erased.Contains)) left.Add(key);
        }

        return left;
    }

    // Whether the store does not support the request. 403 or 503, for example, refuse only the credentials or the moment.
    private static bool IsRefusal(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired or HttpStatusCode.NotImplemented };
}
