using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Sends the requests of one multipart upload, which creates one object from parts.</summary>
internal sealed class S3MultipartUpload(S3ObjectAddress target, string id)
{
    /// <summary>The id that the store has given to the upload.</summary>
    public string Id => id;

    /// <summary>Begins a multipart upload.</summary>
    public static async Task<S3MultipartUpload> BeginAsync(S3ObjectAddress target, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = target.Bucket, Key = target.Name, ContentType = S3SinglePut.ContentType };
        var answer = await S3Errors.AskAsync("InitiateMultipartUpload", () => target.Client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken);
        return new S3MultipartUpload(target, S3ResponseChecks.RequireBegun(answer));
    }

    /// <summary>Sends a part, and replaces an earlier part with the same number.</summary>
    public async Task<PartETag> SendAsync(int number, SpoolStream content, CancellationToken cancellationToken)
    {
        var request = new UploadPartRequest
        {
            BucketName = target.Bucket,
            Key = target.Name,
            UploadId = id,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = content,
            UseChunkEncoding = false,
        };
        var answer = await S3Errors.AskAsync("UploadPart", () => target.Client.UploadPartAsync(request, cancellationToken), cancellationToken);
        return new PartETag(number, S3ResponseChecks.RequireStored(answer));
    }

    /// <summary>Makes the object of the parts. If it was made before, and has the right length, this succeeds as well.</summary>
    /// <exception cref="IOException">The store does not have the object.</exception>
    public async Task CompleteAsync(List<PartETag> parts, long length)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = target.Bucket, Key = target.Name, UploadId = id, PartETags = parts };
        IOException? doubt = null;
        try
        {
            await S3Errors.AskAsync("CompleteMultipartUpload", () => target.Client.CompleteMultipartUploadAsync(request, CancellationToken.None), CancellationToken.None);
        }
        catch (IOException e)
        {
            // The response to the first attempt may have been lost. The second attempt then finds no upload, although the object exists.
            doubt = e;
        }

        // A response with status 200 may contain an error or be empty. Look at the object to see whether it is complete.
        await target.RequireStoredAsync("CompleteMultipartUpload", length, tag: null, doubt);
    }

    /// <summary>Deletes the parts. It is no error if the upload does not exist.</summary>
    /// <exception cref="IOException">The parts could not be deleted, or the response did not come from the store.</exception>
    public async Task AbortAsync(CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = target.Bucket, Key = target.Name, UploadId = id };
        var answer = await S3Errors.FindAsync("AbortMultipartUpload", () => target.Client.AbortMultipartUploadAsync(request, cancellationToken), cancellationToken);
        if (answer is null || S3ResponseChecks.RequireAborted(answer) || await ListAsync(cancellationToken) is null) return;
        throw new IOException("AbortMultipartUpload failed: the response was 204, but the S3 store still has the upload.");
    }

    /// <summary>Lists the parts that the store has; <c>null</c> if the upload does not exist.</summary>
    public async Task<List<PartDetail>?> ListAsync(CancellationToken cancellationToken)
    {
        var parts = new List<PartDetail>();
        var request = new ListPartsRequest { BucketName = target.Bucket, Key = target.Name, UploadId = id };
        while (true)
        {
            var page = await S3Errors.FindAsync("ListParts", () => target.Client.ListPartsAsync(request, cancellationToken), cancellationToken);
            if (page is null) return null;
            S3ResponseChecks.RequireListing("ListParts", page.BucketName, target.Bucket);
            parts.AddRange(page.Parts ?? []);
            if (page.IsTruncated != true) return parts;
            var last = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (page.Parts is not { Count: > 0 } || last == request.PartNumberMarker) throw new IOException("ListParts failed: the S3 store reports more pages, but its listing does not advance.");
            request.PartNumberMarker = last;
        }
    }
}
