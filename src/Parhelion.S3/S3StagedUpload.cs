using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Reads a complete upload back from the bucket, because the <see cref="Spool"/> no longer has all bytes of the upload. Each read sends one
/// request.</summary>
internal sealed class S3StagedUpload(S3ObjectAddress source, long length, TimeSpan timeout) : IStagedUploadReader
{
    /// <inheritdoc />
    public long Length => length;

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(buffer.Length, length - offset);
        var request = new GetObjectRequest { BucketName = source.Bucket, Key = source.Name, ByteRange = new ByteRange(offset, offset + count - 1) };
        return await S3Errors.AskAsync("GetObject", () => ReadAsync(request, buffer[..count], cancellationToken), cancellationToken);
    }

    private async Task<int> ReadAsync(GetObjectRequest request, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        using var answer = await source.Client.GetObjectAsync(request, limit.Token);
        S3ResponseChecks.RequireRange(answer, request.ByteRange.Start, buffer.Length);
        await using var content = answer.ResponseStream;
        return await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
    }
}
