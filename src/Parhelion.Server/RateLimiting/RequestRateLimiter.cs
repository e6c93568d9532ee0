using Parhelion.Server.Addressing;
using Parhelion.Server.Wire;

namespace Parhelion.Server.RateLimiting;

/// <summary>
/// Applies all rate limits of this node. Each <c>Try</c> method counts a request and returns whether the request may be served. For a refusal, the method sets
/// the status 429 and the header fields of the response.
/// </summary>
/// <remarks>
/// A refusal throws no exception, so that a flood of refusals stays cheap (docs/decisions/0022). <c>ProblemMiddleware</c> writes the body of a refusal later.
/// </remarks>
internal sealed class RequestRateLimiter : IDisposable
{
    private readonly RateLimitSettings settings;
    private readonly ServerExposure reachability;
    private readonly ClientAddressResolver clients;
    private readonly RateLimitMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly RateLimitEnforcer?[] ofKeys;
    private readonly RateLimitEnforcer?[] ofAddresses;
    private readonly RateLimitEnforcer? linkUploads;
    private readonly RateLimitEnforcer? media;

    public RequestRateLimiter(
        RateLimitSettings settings, ServerExposure reachability, ClientAddressResolver clients, RateLimitMetrics metrics, TimeProvider clock, ILogger<RequestRateLimiter> log)
    {
        (this.settings, this.reachability, this.clients, this.metrics, this.clock, this.log) = (settings, reachability, clients, metrics, clock, log);
        ofKeys = MakeForKinds("key", "with this key", settings.Key);
        ofAddresses = MakeForKinds("address", "from this address", settings.Address);
        linkUploads = Make("link-uploads", settings.LinkUploads, "Too many uploads with this link");
        media = Make("address-media", settings.AddressMedia, "Too many requests for media from this address");
        WrongCredentials = Make("address-wrong-credentials", settings.WrongCredentials, "Too many wrong credentials from this address");
    }

    /// <summary>The limit of wrong credentials; <c>null</c> if there is none.</summary>
    public RateLimitEnforcer? WrongCredentials { get; }

    private bool IsOn => settings.Enabled ?? !reachability.IsThisMachineOnly;

    /// <summary>Counts a request without credentials, unless its route is an <see cref="RateLimitOptOutMetadata"/>.</summary>
    public bool TryRoute(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<RateLimitOptOutMetadata>() is not null || TryAddress(http);

    /// <summary>Counts a request without credentials, by the address of its client.</summary>
    public bool TryAddress(HttpContext http) => !IsOn || ofAddresses[(int)KindOf(http)] is not { } limit || TryAddress(http, limit);

    /// <summary>Counts a request with the right credentials of a key.</summary>
    public bool TryKey(HttpContext http, string keyId) => !IsOn || ofKeys[(int)KindOf(http)] is not { } limit || limit.TryTake(http, keyId);

    /// <summary>Counts a request that begins an upload with an upload link.</summary>
    public bool TryLink(HttpContext http, string linkId) => !IsOn || linkUploads is null || linkUploads.TryTake(http, linkId);

    /// <summary>Counts a request to a media URL of the address of its client.</summary>
    public bool TryMedia(HttpContext http) => !IsOn || media is null || TryAddress(http, media, tellsAlways: false);

    /// <summary>Counts wrong credentials of the address of the client.</summary>
    public bool TryWrongCredentials(HttpContext http) => !IsOn || WrongCredentials is null || TryAddress(http, WrongCredentials);

    public void Dispose()
    {
        foreach (var limit in (RateLimitEnforcer?[])[.. ofKeys, .. ofAddresses, linkUploads, media, WrongCredentials]) limit?.Dispose();
    }

    private static RequestKind KindOf(HttpContext http)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)) return RequestKind.Read;
        return http.GetEndpoint()?.Metadata.GetMetadata<CountsAsUploadMetadata>() is null ? RequestKind.Write : RequestKind.Upload;
    }

    // If the address is unknown, a limit would hold for all clients together.
    private bool TryAddress(HttpContext http, RateLimitEnforcer limit, bool tellsAlways = true) =>
        clients.KnownNameOf(http) is not { } address || limit.TryTake(http, address, tellsAlways);

    private RateLimitEnforcer?[] MakeForKinds(string owner, string whose, RateLimitQuotas rates)
    {
        var limits = new RateLimitEnforcer?[Enum.GetValues<RequestKind>().Length];
        limits[(int)RequestKind.Read] = Make($"{owner}-reads", rates.Reads, $"Too many reads {whose}");
        limits[(int)RequestKind.Write] = Make($"{owner}-writes", rates.Writes, $"Too many changes {whose}");
        limits[(int)RequestKind.Upload] = Make($"{owner}-uploads", rates.Uploads, $"Too many uploads {whose}");
        return limits;
    }

    private RateLimitEnforcer? Make(string policy, int quota, string title) => quota == 0
        ? null
        : new RateLimitEnforcer(new RateLimitRule(policy, quota, title), new TokenBuckets(quota, RateLimitRule.Window, settings.MaxTracked, clock), metrics, clock, log);
}
