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
            IReadOnlyCollection<BlobKey> left = batch.Length * names > 1 && !oneByOne ? await EraseBatchAsync(batch, namesOf, faults, cancellationToken) : batch;
            await Parallel.ForEachAsync(
                left,
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
            foreach (var name in names) await S3Deletion.RunAsync(client, bucket, name, cancellationToken);
        }
        catch (IOException e)
        {
            faults.Add(new BlobFault(key, e));
        }
    }

    /// <summary>Erases with one request. What the answer confirms by name is erased, and what it has an error for is a fault.</summary>
    /// <returns>The blobs that the answer does not mention: each is to be erased with a request of its own.</returns>
    private async Task<IReadOnlyCollection<BlobKey>> EraseBatchAsync(
        BlobKey[] keys, Func<BlobKey, string[]> namesOf, ConcurrentBag<BlobFault> faults, CancellationToken cancellationToken)
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
            oneByOne = true;
            return keys;
        }
        catch (IOException e)
        {
            foreach (var key in keys) faults.Add(new BlobFault(key, e));
            return [];
        }
    }

    private static List<BlobKey> Unconfirmed(
        BlobKey[] keys, Func<BlobKey, string[]> namesOf, DeleteObjectsResponse answer, ConcurrentBag<BlobFault> faults, IOException? fault)
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
            if (Array.Find(names, refused.ContainsKey) is { } name) faults.Add(new BlobFault(key, new IOException($"DeleteObjects failed: the S3 store answered {refused[name]}.", fault)));
            else if (!names.All(erased.Contains)) left.Add(key);
        }

        return left;
    }

    // Not who asks is refused, nor when, but what is asked.
    private static bool IsRefusal(Exception? fault) =>
        fault is AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.LengthRequired or HttpStatusCode.NotImplemented };
}
