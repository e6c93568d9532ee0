using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;
using Parhelion.Core;

namespace Parhelion.S3;

/// <summary>Takes the time of the store from the <c>Date</c> of its answers. The SDK signs requests by it as well, but does not hand it on.</summary>
internal sealed class StoreClock : PipelineHandler
{
    // The precision of the field Date.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private long latest; // Unix seconds; 0: not told.

    /// <summary>Tells the time of the store, compared with every answer that has a <c>Date</c> and was not kept by a cache.</summary>
    public RemoteClock Time { get; } = new(TimeProvider.System);

    /// <summary>Asks the bucket, and returns when it says it has answered: in whole seconds.</summary>
    /// <exception cref="IOException">The store does not answer, or does not say when.</exception>
    public async ValueTask<DateTimeOffset> AskAsync(S3Client client, string bucket, CancellationToken cancellationToken)
    {
        var head = new HeadBucketRequest { BucketName = bucket };
        await S3Errors.AskAsync("HeadBucket", () => client.HeadBucketAsync(head, cancellationToken), cancellationToken);
        return Volatile.Read(ref latest) is > 0 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new IOException("HeadBucket failed: the answer of the S3 store has no Date.");
    }

    /// <inheritdoc />
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var sent = Time.GetTimestamp();
        var answer = await base.InvokeAsync<T>(executionContext);
        var header = executionContext.ResponseContext.HttpResponse;
        var date = TimeOf(header?.GetHeaderValue("Date"));
        if (executionContext.RequestContext.OriginalRequest is HeadBucketRequest) Volatile.Write(ref latest, date?.ToUnixTimeSeconds() ?? 0);
        if (date is { } time && !header!.IsHeaderPresent("Age")) Time.Note(sent, time, time + Second);
        return answer;
    }

    private static DateTimeOffset? TimeOf(string? date) =>
        DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
