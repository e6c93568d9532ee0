using System.Buffers;
using System.Globalization;
using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Writes, reads and deletes the tail objects of one upload. A tail object has bytes that do not fill a part. The names of tail objects begin with
/// <c>partial/</c>.</summary>
internal sealed class S3TailFolder(S3Client client, string bucket, S3Listing listing, BlobKey key, TimeSpan timeout)
{
    private const int CopyBytes = 128 * 1024;

    /// <summary>Writes bytes of the spool as a tail object.</summary>
    public async Task<S3TailObject> WriteAsync(Spool spool, long offset, string writer)
    {
        var tail = new S3TailObject(offset, spool.Length - offset, writer);
        await S3SinglePut.RunAsync(AddressOf(NameOf(tail)), spool, offset, (int)tail.Length);
        return tail;
    }

    /// <summary>Reads a tail object back into the spool of a later writer.</summary>
    /// <exception cref="PartialBlobLostException">The object does not exist.</exception>
    public async Task LoadAsync(S3TailObject tail, Spool spool)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = NameOf(tail) };
        if (await S3Errors.FindAsync("GetObject", () => CopyAsync(request, tail, spool), CancellationToken.None) is null) throw new PartialBlobLostException();
    }

    /// <summary>Checks that all tail objects of a state exist. If they exist, all other tail objects of the upload are deleted, because no state can name them
    /// any more.</summary>
    public async Task<bool> HasAllAsync(IReadOnlyList<S3TailObject> tails, CancellationToken cancellationToken)
    {
        var missing = tails.ToDictionary(NameOf, tail => tail.Length, StringComparer.Ordinal);
        var others = new List<string>();
        await foreach (var entry in ListAsync(cancellationToken))
        {
            if (!missing.TryGetValue(entry.Name, out var length)) others.Add(entry.Name);
            else if (length == entry.Length) missing.Remove(entry.Name);
        }

        // A listing may lack new objects. OpenStack Swift updates it a moment later.
        foreach (var (name, length) in missing)
        {
            if ((await S3ObjectLookup.FindAsync(client, bucket, name, cancellationToken))?.ContentLength != length) return false;
        }

        await TryDeleteAsync(others);
        return true;
    }

    /// <summary>Deletes all tail objects of the upload.</summary>
    /// <param name="tails">The tail objects that are known. The store may have more tail objects.</param>
    /// <param name="cancellationToken">Stops the deletion.</param>
    public async Task DeleteAllAsync(IReadOnlyList<S3TailObject> tails, CancellationToken cancellationToken)
    {
        var names = tails.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        await foreach (var entry in ListAsync(cancellationToken)) names.Add(entry.Name);
        foreach (var name in names) await S3Deletion.RunAsync(client, bucket, name, cancellationToken);
    }

    private async Task TryDeleteAsync(List<string> names)
    {
        try
        {
            foreach (var name in names) await S3Deletion.RunAsync(client, bucket, name, CancellationToken.None);
        }
        catch (IOException)
        {
            // The next writer deletes them, or the deletion of the upload, or the orphan scan.
        }
    }

    private async Task<S3TailObject> CopyAsync(GetObjectRequest request, S3TailObject tail, Spool spool)
    {
        using var limit = new CancellationTokenSource(timeout);
        using var answer = await client.GetObjectAsync(request, limit.Token);
        S3ResponseChecks.RequireWhole(answer);
        if (answer.ContentLength != tail.Length) throw new EndOfStreamException($"the object has {answer.ContentLength} of {tail.Length} bytes");
        await using var content = answer.ResponseStream;
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            // Read to the end of the response: there the SDK compares the bytes with the ETag.
            for (long copied = 0; ;)
            {
                limit.CancelAfter(timeout);
                var count = await content.ReadAsync(buffer.AsMemory(0, CopyBytes), limit.Token);
                if (copied + count > tail.Length || (count == 0 && copied < tail.Length)) throw new EndOfStreamException("the response has another length");
                if (count == 0) return tail;
                await spool.FillAsync(tail.Offset + copied, buffer.AsMemory(0, count), CancellationToken.None);
                copied += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private IAsyncEnumerable<BlobListingEntry> ListAsync(CancellationToken cancellationToken) => listing.PartialAsync(BlobNames.InPartial(key), cancellationToken);

    private S3ObjectAddress AddressOf(string name) => new(client, bucket, name);

    private string NameOf(S3TailObject tail) => string.Create(CultureInfo.InvariantCulture, $"{BlobNames.InPartial(key)}{tail.Offset}-{tail.Length}-{tail.Writer}");
}
