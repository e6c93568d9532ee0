using System.Reflection;

namespace Parhelion.Client.Wire;

/// <summary>A validated copy of <see cref="ParhelionClientOptions"/>.</summary>
internal sealed record ClientSettings
{
    private static readonly string Version =
        typeof(ClientSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Base URL without a slash at its end.</summary>
    public required string BaseUrl { get; init; }

    public required Uri BaseUri { get; init; }

    public required ParhelionCredentials Credentials { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    public required int MaxRetries { get; init; }

    public required TimeSpan RetryDelay { get; init; }

    public required TimeSpan MaxRetryDelay { get; init; }

    public required string UserAgent { get; init; }

    public required TimeProvider Clock { get; init; }

    public static ClientSettings From(ParhelionClientOptions options)
    {
        var host = Host(options.Host);
        return new ClientSettings
        {
            BaseUri = host,
            BaseUrl = host.AbsoluteUri.TrimEnd('/'),
            Credentials = options.Credentials
                ?? throw Fault(nameof(options.Credentials), "is required; for public downloads only, set ParhelionCredentials.None"),
            Timeout = Positive(options.Timeout, nameof(options.Timeout)),
            IdleTimeout = Positive(options.IdleTimeout, nameof(options.IdleTimeout)),
            MaxRetries = options.MaxRetries >= 0 ? options.MaxRetries : throw Fault(nameof(options.MaxRetries), "must not be negative"),
            RetryDelay = Finite(options.RetryDelay, nameof(options.RetryDelay)),
            MaxRetryDelay = Finite(options.MaxRetryDelay, nameof(options.MaxRetryDelay)),
            UserAgent = Agent(options.UserAgent),
            Clock = options.TimeProvider ?? TimeProvider.System,
        };
    }

    private static Uri Host(string host)
    {
        if (!Uri.TryCreate(host?.Trim(), UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            throw Fault(nameof(ParhelionClientOptions.Host), "must be an absolute http or https URL, such as https://example.zendesk.com/sc");
        }

        if (uri.UserInfo.Length > 0) throw Fault(nameof(ParhelionClientOptions.Host), "must not contain credentials; set ParhelionClientOptions.Credentials instead");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) throw Fault(nameof(ParhelionClientOptions.Host), "must not have a query or a fragment");
        if (uri.AbsolutePath.TrimEnd('/').EndsWith("/v2", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(nameof(ParhelionClientOptions.Host), "must not end with /v2; the client adds it");
        }

        return uri;
    }

    private static string Agent(string? own)
    {
        var agent = own is null ? $"Parhelion.Client/{Version}" : $"{own.Trim()} Parhelion.Client/{Version}";
        using var probe = new HttpRequestMessage();
        return probe.Headers.UserAgent.TryParseAdd(agent) ? agent : throw Fault(nameof(ParhelionClientOptions.UserAgent), "must have the form name/version");
    }

    private static TimeSpan Positive(TimeSpan time, string name) =>
        time > TimeSpan.Zero || time == System.Threading.Timeout.InfiniteTimeSpan ? time : throw Fault(name, "must be greater than zero, or infinite");

    private static TimeSpan Finite(TimeSpan time, string name) => time > TimeSpan.Zero ? time : throw Fault(name, "must be greater than zero");

    private static ArgumentException Fault(string options, string fault) =>
        new($"ParhelionClientOptions.{options} {fault}.", nameof(options));
}
