using Parhelion.Server.Configuration;

namespace Parhelion.Server.RateLimiting;

/// <summary>Settings of the rate limits (section <c>RateLimit</c>): how many requests per minute are served. Each node counts only its own requests.</summary>
public sealed record RateLimitSettings
{
    /// <summary><c>RateLimit:Enabled</c>. Default: on, except while only programs on this machine can reach the server.</summary>
    public bool? Enabled { get; init; }

    /// <summary><c>RateLimit:Key:*PerMinute</c>: the limits of requests with the credentials of one API key.</summary>
    public required RateLimitQuotas Key { get; init; }

    /// <summary><c>RateLimit:Address:*PerMinute</c>: the limits of requests without credentials from one client address.</summary>
    public required RateLimitQuotas Address { get; init; }

    /// <summary><c>RateLimit:Link:UploadsPerMinute</c>: uploads that begin with one upload link; 0 for no limit. Default: 120.</summary>
    public int LinkUploads { get; init; }

    /// <summary><c>RateLimit:Address:MediaPerMinute</c>: requests to media URLs of each client address; 0 for no limit. Default: 0.</summary>
    public int AddressMedia { get; init; }

    /// <summary><c>RateLimit:Address:WrongCredentialsPerMinute</c>: wrong credentials of each client address that are answered at once; 0 for no limit.
    /// Default: 30.</summary>
    public int WrongCredentials { get; init; }

    /// <summary><c>RateLimit:MaxTracked</c>: the most keys, links or addresses that each limit remembers, about 200 bytes each. Default: 50,000.</summary>
    public int MaxTracked { get; init; }

    /// <summary>Whether requests to media URLs may be refused.</summary>
    internal bool LimitsMedia => Enabled != false && AddressMedia > 0;

    internal static RateLimitSettings Read(SettingsReader reader) => new()
    {
        Enabled = reader.Boolean("RateLimit:Enabled"),
        Key = RateLimitQuotas.Read(reader, "Key"),
        Address = RateLimitQuotas.Read(reader, "Address"),
        LinkUploads = (int)reader.Number("RateLimit:Link:UploadsPerMinute", 120, 0, RateLimitQuotas.Highest),
        AddressMedia = (int)reader.Number("RateLimit:Address:MediaPerMinute", 0, 0, RateLimitQuotas.Highest),
        WrongCredentials = (int)reader.Number("RateLimit:Address:WrongCredentialsPerMinute", 30, 0, RateLimitQuotas.Highest),
        MaxTracked = (int)reader.Number("RateLimit:MaxTracked", 50_000, 1_000, 10_000_000),
    };
}
