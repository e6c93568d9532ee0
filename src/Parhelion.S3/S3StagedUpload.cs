using Amazon.S3.Model;
using Parhelion.Core.Blobs;

namespace Parhelion.S3;

/// <summary>Reads a complete upload back from the bucket, because it was too large for its <see cref="Spool"/>. Each read sends one request.</summary>
internal sealed class S3StagedUpload(S3Client client, string bucket, string name, long length, TimeSpan patience) : IStagedUploadReader
{
    /// <inheritdoc />
    public long Length => length;

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(buffer.Length, length - offset);
        var request = new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = new ByteRange(offset, offset + count - 1) };
        return await S3Errors.AskAsync("GetObject", () => ReadAsync(request, buffer[..count], cancellationToken), cancellationToken);
    }

    private async Task<int> ReadAsync(GetObjectRequest request, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        using var answer = await client.GetObjectAsync(request, limit.Token);
        S3ResponseChecks.RequireRange(answer, request.ByteRange.Start, buffer.Length);
        await using var content = answer.ResponseStream;
        return await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, limit.Token);
    }
}
