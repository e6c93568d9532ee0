using Parhelion.Server.Configuration;

namespace Parhelion.Server.Purging;

/// <summary>Settings of one cache from which the server purges deleted files (an item of <c>Purge:Targets</c>).</summary>
/// <remarks>This type is not a record, because <c>ToString</c> of a record would show the secret <see cref="Token"/>.</remarks>
public sealed class PurgeTargetSettings
{
    private static readonly Uri FastlyApi = new("https://api.fastly.com");
    private static readonly Uri CloudflareApi = new("https://api.cloudflare.com/client/v4");

    /// <summary><c>Kind</c>: the kind of the cache. Required.</summary>
    public required PurgeableCacheKind Kind { get; init; }

    /// <summary><c>Url</c>: the address of the cache, of the hook, or of the API of the provider. Required for <c>Varnish</c>, <c>Nginx</c> and <c>Http</c>.
    /// Default for <c>Fastly</c> and <c>Cloudflare</c>: their public API.</summary>
    public required Uri Url { get; init; }

    /// <summary><c>Token</c>: API token of <c>Fastly</c> and <c>Cloudflare</c>, required there; bearer token of <c>Http</c>, optional.</summary>
    public string? Token { get; init; }

    /// <summary><c>Service</c>: id of the service at Fastly. Required there.</summary>
    public string? Service { get; init; }

    /// <summary><c>Zone</c>: id of the zone at Cloudflare. Required there.</summary>
    public string? Zone { get; init; }

    /// <summary><c>By</c>: how a purge request names the file to Cloudflare. Default: <see cref="PurgeBy.Url"/>.</summary>
    public PurgeBy By { get; init; }

    /// <summary>Reads the settings of one cache. Returns <c>null</c> if any of them is wrong; <paramref name="reader"/> then holds the errors.</summary>
    internal static PurgeTargetSettings? Read(SettingsReader reader, string path)
    {
        var (url, service, zone) = (reader.Url($"{path}:Url"), reader.Text($"{path}:Service"), reader.Text($"{path}:Zone"));
        var token = reader.Secret($"{path}:Token", IsHeaderText, "printable ASCII without spaces");
        var by = reader.OptionalChoice<PurgeBy>($"{path}:By");
        if (reader.Text($"{path}:Kind") is null) reader.Add($"Parhelion:{path}:Kind is missing; it must be one of {string.Join(", ", Enum.GetNames<PurgeableCacheKind>())}.");
        if (reader.OptionalChoice<PurgeableCacheKind>($"{path}:Kind") is not { } kind) return null;

        var (isFastly, isCloudflare) = (kind == PurgeableCacheKind.Fastly, kind == PurgeableCacheKind.Cloudflare);
        url ??= isFastly ? FastlyApi : isCloudflare ? CloudflareApi : null;
        Expect("Url", url is not null || reader.Text($"{path}:Url") is not null, isRequired: true, isAllowed: true);
        Expect("Token", reader.Text($"{path}:Token") is not null, isFastly || isCloudflare, isFastly || isCloudflare || kind == PurgeableCacheKind.Http);
        Expect("Service", service is not null, isFastly, isFastly);
        Expect("Zone", zone is not null, isCloudflare, isCloudflare);
        Expect("By", by is not null, isRequired: false, isCloudflare);
        if (url is { UserInfo.Length: > 0 }) reader.Add($"Parhelion:{path}:Url contains a user name or a password (not shown), which would not be sent; remove it.");
        return url is null ? null : new PurgeTargetSettings { Kind = kind, Url = url, Token = token, Service = service, Zone = zone, By = by ?? PurgeBy.Url };

        void Expect(string name, bool isGiven, bool isRequired, bool isAllowed)
        {
            if (isRequired && !isGiven) reader.Add($"Parhelion:{path}:{name} is missing; {kind} needs it.");
            if (isGiven && !isAllowed) reader.Add($"Parhelion:{path}:{name} has no effect with {kind}; remove it.");
        }
    }

    private static bool IsHeaderText(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
