using Parhelion.Server.Configuration;

namespace Parhelion.Server.RateLimiting;

/// <summary>
/// The maximum number of uploads, other changes and reads per minute. 0 means no limit. One set of quotas applies to each API key, another set to each client
/// address.
/// </summary>
/// <param name="Uploads">Uploads per minute.</param>
/// <param name="Writes">Other changes per minute.</param>
/// <param name="Reads">Reads per minute.</param>
public sealed record RateLimitQuotas(int Uploads, int Writes, int Reads)
{
    /// <summary>The highest rate that can be set, in requests a minute.</summary>
    internal const int Highest = 10_000_000;

    // Far above what people and their programs need, and below what one core can serve.
    private static readonly RateLimitQuotas Default = new(6_000, 12_000, 30_000);

    internal static RateLimitQuotas Read(SettingsReader reader, string owner) => new(
        (int)reader.Number($"RateLimit:{owner}:UploadsPerMinute", Default.Uploads, 0, Highest),
        (int)reader.Number($"RateLimit:{owner}:WritesPerMinute", Default.Writes, 0, Highest),
        (int)reader.Number($"RateLimit:{owner}:ReadsPerMinute", Default.Reads, 0, Highest));
}
