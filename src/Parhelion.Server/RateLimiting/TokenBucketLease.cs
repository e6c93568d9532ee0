using System.Threading.RateLimiting;

namespace Parhelion.Server.RateLimiting;

/// <summary>Says whether <see cref="TokenBuckets"/> allows a request, and how many tokens are left in the bucket. Disposing the lease does not put tokens back:
/// the bucket refills with time.</summary>
/// <param name="isAcquired">Whether the request may be served.</param>
/// <param name="remaining">Number of tokens that are left.</param>
/// <param name="wait">If the request may be served, the time until the bucket is full again. Otherwise the time until the bucket has enough tokens.</param>
internal sealed class TokenBucketLease(bool isAcquired, long remaining, TimeSpan wait) : RateLimitLease
{
    /// <inheritdoc />
    public override bool IsAcquired => isAcquired;

    /// <inheritdoc />
    public override IEnumerable<string> MetadataNames => isAcquired ? [] : [MetadataName.RetryAfter.Name];

    /// <summary>Number of tokens that are left.</summary>
    public long Remaining => remaining;

    /// <summary>If the request may be served, the time until the bucket is full again. Otherwise the time until it has enough tokens.</summary>
    public TimeSpan Wait => wait;

    /// <inheritdoc />
    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = !isAcquired && metadataName == MetadataName.RetryAfter.Name ? wait : null;
        return metadata is not null;
    }
}
