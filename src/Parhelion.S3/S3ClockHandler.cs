using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3.Model;
using Parhelion.Core;

namespace Parhelion.S3;

/// <summary>Keeps a clock that shows the time of the store. The time comes from the header <c>Date</c> of the responses. The SDK uses this header too, to sign
/// requests, but does not expose the time.</summary>
internal sealed class S3ClockHandler : PipelineHandler
{
    // Precision of the header Date.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private long latest; // Date of the last HeadBucket response in Unix seconds; 0 if it had none.

    /// <summary>The clock of the store. Each response with a <c>Date</c> adjusts it, unless the response comes from a cache (it has an <c>Age</c>).</summary>
    public RemoteClock Time { get; } = new(TimeProvider.System);

    /// <summary>Sends a HeadBucket request and returns the <c>Date</c> of its response, in whole seconds.</summary>
    /// <exception cref="IOException">The request failed, or the response has no <c>Date</c>.</exception>
    public async ValueTask<DateTimeOffset> AskAsync(S3Client client, string bucket, CancellationToken cancellationToken)
    {
        var head = new HeadBucketRequest { BucketName = bucket };
        await S3Errors.AskAsync("HeadBucket", () => client.HeadBucketAsync(head, cancellationToken), cancellationToken);
        return Volatile.Read(ref latest) is > 0 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new IOException("HeadBucket failed: the response of the S3 store has no Date.");
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
