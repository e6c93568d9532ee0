using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Takes the time of the store from the <c>Date</c> of its answers to HeadBucket. The SDK does not hand that field on.</summary>
internal sealed class StoreClock : PipelineHandler
{
    private long latest; // Unix seconds; 0: not told.

    /// <summary>Asks the bucket, and returns when it says it has answered: in whole seconds.</summary>
    /// <exception cref="IOException">The store does not answer, or does not say when.</exception>
    public async ValueTask<DateTimeOffset> AskAsync(S3Client client, string bucket, CancellationToken cancellationToken)
    {
        var head = new HeadBucketRequest { BucketName = bucket };
        await S3Faults.AskAsync("HeadBucket", () => client.HeadBucketAsync(head, cancellationToken), cancellationToken);
        return Volatile.Read(ref latest) is > 0 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new IOException("HeadBucket failed: the answer of the S3 store has no Date.");
    }

    /// <inheritdoc />
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var answer = await base.InvokeAsync<T>(executionContext);
        if (executionContext.RequestContext.OriginalRequest is HeadBucketRequest)
        {
            Volatile.Write(ref latest, SecondsOf(executionContext.ResponseContext.HttpResponse?.GetHeaderValue("Date")));
        }

        return answer;
    }

    private static long SecondsOf(string? date) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : 0;
}
