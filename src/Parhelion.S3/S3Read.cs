using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>One read of a range of an object, from the request to the last byte, with its turn among all reads.</summary>
internal sealed class S3Read : IDisposable
{
    // An attempt whose answer has not begun by then is given up for another, on another connection: the answer was lost. Each next one waits twice as long, so
    // that a store which is only slow is not asked ever more often.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(5);

    private readonly IDisposable held;
    private readonly GetObjectResponse? response;

    private S3Read(IDisposable turn, GetObjectResponse? answer, long length) => (held, response, Length) = (turn, answer, length);

    /// <summary>Bytes of the whole object.</summary>
    public long Length { get; }

    /// <summary>The bytes of the range; empty when there are none.</summary>
    public Stream Bytes => response?.ResponseStream ?? Stream.Null;

    /// <summary>Asks for a range; <c>null</c> when the store says that there is no such object.</summary>
    public static async Task<S3Read?> BeginAsync(S3Object source, long offset, long count, TimeSpan patience, CancellationToken cancellationToken)
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

    private static async Task<S3Read?> AskAsync(S3Object source, long offset, long count, IDisposable turn, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = source.Bucket, Key = source.Name };
        // A range of no bytes cannot be said.
        if (count > 0) request.ByteRange = new ByteRange(offset, offset + count - 1);
        try
        {
            var answer = await S3Errors.FindAsync("GetObject", () => AnswerAsync(source, request, cancellationToken), cancellationToken);
            return answer is null ? null : new S3Read(turn, answer, LengthOf(answer, offset, count));
        }
        catch (IOException e) when (e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            return await S3Head.FindAsync(source.Client, source.Bucket, source.Name, cancellationToken) is { } head ? new S3Read(turn, null, head.ContentLength) : null;
        }
    }

    // All attempts together take no longer than the store may take.
    private static async Task<GetObjectResponse> AnswerAsync(S3Object source, GetObjectRequest request, CancellationToken cancellationToken)
    {
        using var whole = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        whole.CancelAfter(source.Patience);
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
                // Once more.
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

/// <summary>An object to be read.</summary>
/// <param name="Client">Asks the store.</param>
/// <param name="Reads">Gives turns.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Name">The name of the object.</param>
/// <param name="Reader">Who reads; <c>null</c>: the server itself.</param>
/// <param name="Patience">How long the store may take for the beginning of its answer, and between two of its bytes.</param>
internal sealed record S3Object(S3Client Client, S3ReadLimiter Reads, string Bucket, string Name, string? Reader, TimeSpan Patience);
