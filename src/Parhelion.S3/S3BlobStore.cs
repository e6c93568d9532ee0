using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Parhelion.Core;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Stores blobs as objects in a bucket of Amazon S3 or of a compatible store. <see cref="BlobNames"/> gives the names of the objects.</summary>
/// <remarks>The store determines how durable an acknowledged object is, and whether a read in progress can continue after a deletion.</remarks>
public sealed class S3BlobStore : IBlobStore, IReadLimitedBlobStore, IPresigningBlobStore, IRemoteClockProvider, IDisposable
{
    private const int PartsAtOnce = 16;

    private readonly S3Options options;
    private readonly string root;
    private readonly string staging;
    private readonly S3Client client;
    private readonly S3Listing listing;
    private readonly S3BlobEraser erasure;
    private readonly S3Probe probe;
    private readonly S3ReadLimiter reads;
    private readonly S3PartialBlobStore partial;

    // All large uploads together send at most this many parts at a time. That keeps a store busy, and memory and connections do not grow with the uploads.
    private readonly SemaphoreSlim sending = new(PartsAtOnce);

    /// <summary>Creates a store for the bucket of <paramref name="options"/>. The constructor sends no request.</summary>
    /// <param name="options">Endpoint, bucket, credentials and limits.</param>
    /// <param name="directory">A local folder of this node. Each upload uses at most 24 MiB of disk space in its subfolder <c>staging/</c>.</param>
    public S3BlobStore(S3Options options, string directory)
    {
        this.options = options;
        root = Path.GetFullPath(directory);
        staging = Path.Combine(root, "staging");
        Directory.CreateDirectory(staging);
        client = S3Client.Make(options);
        listing = new S3Listing(client, options.Bucket, options.PageSize);
        erasure = new S3BlobEraser(client, options.Bucket, options.PageSize, listing);
        probe = new S3Probe(client, options.Bucket);
        reads = new S3ReadLimiter(options.Reads);
        partial = new S3PartialBlobStore(client, options, staging, listing, sending, probe);
        Quarantine = new S3Quarantine(client, options.Bucket, listing);
        IdentityFile = new S3StoreIdentityFile(client, options.Bucket);
    }

    /// <inheritdoc />
    public IOrphanQuarantine Quarantine { get; }

    /// <inheritdoc />
    public IPartialBlobStore Partial => partial;

    /// <inheritdoc />
    public IStoreIdentityFile IdentityFile { get; }

    /// <inheritdoc />
    public RemoteClock Clock => client.Clock;

    /// <inheritdoc />
    public async Task<BlobWriteResult> WriteAsync(BlobKey key, PipeReader source, StagedCheck? check, CancellationToken cancellationToken)
    {
        using var spool = new Spool(Path.Combine(staging, key.Value));
        await using var upload = new S3Upload(new S3ObjectAddress(client, options.Bucket, BlobNames.Of(key)), spool, sending) { Check = check, Timeout = options.Timeout };
        try
        {
            var length = await upload.RunAsync(source, cancellationToken);
            probe.Note(isWritten: true);
            return new BlobWriteResult(length, upload.IsRepeated ? S3Upload.LongestRequest : TimeSpan.Zero);
        }
        catch
        {
            // The store may be the cause, so the next check writes an object.
            probe.Note(isWritten: false);
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, CancellationToken cancellationToken) =>
        OpenS3Blob.OpenAsync(SourceOf(key, reader: null), offset, count, cancellationToken);

    /// <inheritdoc />
    public ValueTask<OpenBlob?> OpenAsync(BlobKey key, long offset, long count, string reader, CancellationToken cancellationToken) =>
        OpenS3Blob.OpenAsync(SourceOf(key, reader), offset, count, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<long?> LengthAsync(BlobKey key, CancellationToken cancellationToken)
    {
        return (await S3ObjectLookup.FindAsync(client, options.Bucket, BlobNames.Of(key), cancellationToken))?.ContentLength;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken) =>
        erasure.EraseAsync(keys, cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<BlobListingEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // This node's clock sets the times of these files. Convert them to the clock of the store, which all other entries use.
        var ahead = Clock.Skew ?? TimeSpan.Zero;
        foreach (var file in new DirectoryInfo(staging).EnumerateFiles())
        {
            // The file of a resumable upload has the id of its writer after the key.
            BlobKey? key = BlobKey.TryParse(Path.GetFileNameWithoutExtension(file.Name), out var parsed) ? parsed : null;
            if (file.Exists) yield return new BlobListingEntry(Path.GetRelativePath(root, file.FullName), key, BlobListingEntryKind.Staged, file.Length, new DateTimeOffset(file.LastWriteTimeUtc) - ahead);
        }

        await foreach (var upload in listing.UploadsAsync(BlobNames.Root, cancellationToken)) yield return upload;
        await foreach (var entry in listing.PartialAsync(BlobNames.PartialRoot, cancellationToken)) yield return entry;
        await foreach (var entry in listing.ObjectsAsync(cancellationToken)) yield return entry;
    }

    /// <inheritdoc />
    public async ValueTask DeleteAsync(BlobListingEntry entry, CancellationToken cancellationToken)
    {
        if (entry.State == BlobListingEntryKind.Staged)
        {
            File.Delete(Path.Combine(root, entry.Name));
        }
        else if (entry.State == BlobListingEntryKind.Partial && entry.Name.StartsWith(BlobNames.Root, StringComparison.Ordinal))
        {
            var (name, uploadId) = S3Listing.Split(entry.Name);
            await partial.AbortUnusedAsync(name, uploadId, cancellationToken);
        }
        else
        {
            await S3Deletion.RunAsync(client, options.Bucket, entry.Name, cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => client.NowAsync(options.Bucket, cancellationToken);

    /// <inheritdoc />
    public Task CheckAsync(CancellationToken cancellationToken) => probe.RunAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask<Uri> PresignAsync(BlobKey key, TimeSpan life, PresignedResponseHeaders headers)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = BlobNames.Of(key),
            Verb = HttpVerb.GET,
            Protocol = options.Endpoint?.Scheme == Uri.UriSchemeHttp ? Amazon.S3.Protocol.HTTP : Amazon.S3.Protocol.HTTPS,
            // The store checks the expiry by its own clock. The SDK signs by that clock, too.
            Expires = (Clock.GetUtcNow() + life).UtcDateTime,
        };
        request.ResponseHeaderOverrides.ContentType = headers.ContentType;
        request.ResponseHeaderOverrides.ContentDisposition = headers.ContentDisposition;
        request.ResponseHeaderOverrides.CacheControl = headers.CacheControl;
        return new Uri(await S3Errors.AskAsync("Signing", () => client.GetPreSignedURLAsync(request), CancellationToken.None));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        client.Dispose();
        sending.Dispose();
        reads.Dispose();
    }

    private S3ReadSource SourceOf(BlobKey key, string? reader) => new(client, reads, options.Bucket, BlobNames.Of(key), reader, options.Timeout);
}
