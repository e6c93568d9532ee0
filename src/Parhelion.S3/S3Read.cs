using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Reads a range of an object with one GetObject request. The read holds a permit of <see cref="S3ReadLimiter"/> until the read is disposed.</summary>
internal sealed class S3Read : IDisposable
{
    // If the response has not begun by then, it is taken for lost: the attempt is abandoned and repeated on another connection. Each further attempt waits
    // twice as long, so that a store that is only slow does not get ever more requests.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(5);

    private readonly IDisposable held;
    private readonly GetObjectResponse? response;

    private S3Read(IDisposable turn, GetObjectResponse? answer, long length) => (held, response, Length) = (turn, answer, length);

    /// <summary>Length of the whole object in bytes.</summary>
    public long Length { get; }

    /// <summary>The bytes of the range; an empty stream if the range has none.</summary>
    public Stream Bytes => response?.ResponseStream ?? Stream.Null;

    /// <summary>Waits for a permit and requests a range; <c>null</c> if the store reports that the object does not exist.</summary>
    public static async Task<S3Read?> BeginAsync(S3ReadSource source, long offset, long count, TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = await source.Reads.EnterAsync(source.Reader, patience, cancellationToken);
        try
        {
            var read = await AskAsync(source, offset, count, turn, cancellationToken);
            if (read is null) turn.Dispose();
            return read;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        response?.Dispose();
        held.Dispose();
    }

    private static async Task<S3Read?> AskAsync(S3ReadSource source, long offset, long count, IDisposable turn, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = source.Bucket, Key = source.Name };
        // HTTP cannot express a range of no bytes.
        if (count > 0) request.ByteRange = new ByteRange(offset, offset + count - 1);
        try
        {
            var answer = await S3Errors.FindAsync("GetObject", () => AnswerAsync(source, request, cancellationToken), cancellationToken);
            return answer is null ? null : new S3Read(turn, answer, LengthOf(answer, offset, count));
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            return await S3ObjectLookup.FindAsync(source.Client, source.Bucket, source.Name, cancellationToken) is { } head ? new S3Read(turn, null, head.ContentLength) : null;
        }
    }

    // All attempts together have the time limit of one request (S3ReadSource.Timeout).
    private static async Task<GetObjectResponse> AnswerAsync(S3ReadSource source, GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        whole.CancelAfter(source.Timeout);
        for (var patience = FirstAnswer; ; patience *= 2)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
            limit.CancelAfter(patience);
            try
            {
                return await source.Client.GetObjectAsync(request, limit.Token);
            }
            catch (OperationCanceledException) when (!whole.IsCancellationRequested)
            {
                // Repeat on another connection.
            }
        }
    }

    private static long LengthOf(GetObjectResponse answer, long offset, long count)
    {
        try
        {
            if (count > 0) return S3ResponseChecks.RequireRange(answer, offset, count);
            S3ResponseChecks.RequireWhole(answer);
            return answer.ContentLength;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
