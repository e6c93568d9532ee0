using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parhelion.Client.Wire;

/// <summary>A validated copy of <see cref="ParhelionClientOptions"/>.</summary>
internal sealed record ClientSettings
{
    /// <summary>Version of the client, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(ClientSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The longest time limit or wait. Timers of .NET take at most 2^32 - 2 milliseconds, which is 49.7 days.</summary>
    private static TimeSpan MaxTime { get; } = TimeSpan.FromDays(49);

    /// <summary>Base URL without a slash at its end.</summary>
    public required string BaseUrl { get; init; }

    public required Uri BaseUri { get; init; }

    public required ParhelionCredentials Credentials { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    public required int MaxRetries { get; init; }

    public required TimeSpan RetryDelay { get; init; }

    public required TimeSpan MaxRetryDelay { get; init; }

    /// <summary>Larger files are uploaded resumably if the server can do that.</summary>
    public required long ResumableUploadThreshold { get; init; }

    public required string UserAgent { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Checks the options and copies them.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message names it and gives the reason.</exception>
    public static ClientSettings From(ParhelionClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = Host(options.Host);
        return new ClientSettings
        {
            BaseUri = host,
            BaseUrl = host.AbsoluteUri.TrimEnd('/'),
            Credentials = options.Credentials ?? Key(options),
            Timeout = Positive(options.Timeout, nameof(options.Timeout)),
            IdleTimeout = Positive(options.IdleTimeout, nameof(options.IdleTimeout)),
            MaxRetries = options.MaxRetries >= 0 ? options.MaxRetries : throw Fault(nameof(options.MaxRetries), "must not be negative"),
            RetryDelay = Finite(options.RetryDelay, nameof(options.RetryDelay)),
            MaxRetryDelay = Finite(options.MaxRetryDelay, nameof(options.MaxRetryDelay)),
            ResumableUploadThreshold = options.ResumableUploadThreshold >= 0
                ? options.ResumableUploadThreshold
                : throw Fault(nameof(options.ResumableUploadThreshold), "must not be negative"),
            UserAgent = Agent(options.UserAgent),
            Clock = options.TimeProvider ?? TimeProvider.System,
            Logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(ClientTelemetry.Name),
        };
    }

    /// <summary>Returns the time limit of one attempt of a call.</summary>
    public TimeSpan TimeLimitOf(ApiCall call)
    {
        var limit = call.IsTransfer ? IdleTimeout : Timeout;
        return call.TimeLimit is { } shorter && (limit > shorter || limit == System.Threading.Timeout.InfiniteTimeSpan) ? shorter : limit;
    }

    /// <summary>Whether a URL has the origin of the API. The client sends credentials to no other origin.</summary>
    public bool IsOfApi(Uri url) =>
        Uri.Compare(url, BaseUri, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Reads the text of a host.</summary>
    /// <exception cref="ArgumentException">It is no absolute http or https URL.</exception>
    public static Uri ParseHost(string? host) => Uri.TryCreate(host?.Trim(), UriKind.Absolute, out var uri) ? Host(uri) : throw NoHost();

    private static Uri Host(Uri? uri)
    {
        if (uri is not { IsAbsoluteUri: true } || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)) throw NoHost();
        if (uri.UserInfo.Length > 0) throw Fault(nameof(ParhelionClientOptions.Host), "must not contain credentials; set ParhelionClientOptions.Credentials instead");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) throw Fault(nameof(ParhelionClientOptions.Host), "must not have a query or a fragment");
        if (uri.AbsolutePath.TrimEnd('/').EndsWith("/v2", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault(nameof(ParhelionClientOptions.Host), "must not end with /v2; the client adds it");
        }

        return uri;
    }

    private static ArgumentException NoHost() =>
        Fault(nameof(ParhelionClientOptions.Host), "must be an absolute http or https URL, such as https://example.zendesk.com/sc");

    private static ParhelionCredentials Key(ParhelionClientOptions options)
    {
        if (options is { KeyId: null, KeySecret: null })
        {
            throw Fault(nameof(options.Credentials), "is required, or KeyId and KeySecret; for public downloads only, set ParhelionCredentials.None");
        }

        if (string.IsNullOrWhiteSpace(options.KeyId)) throw Fault(nameof(options.KeyId), "is required together with KeySecret");
        if (string.IsNullOrWhiteSpace(options.KeySecret)) throw Fault(nameof(options.KeySecret), "is required together with KeyId");
        return ParhelionCredentials.Basic(options.KeyId, options.KeySecret);
    }

    private static string Agent(string? own)
    {
        var agent = own is null ? $"Parhelion.Client/{Version}" : $"{own.Trim()} Parhelion.Client/{Version}";
        using var probe = new HttpRequestMessage();
        return probe.Headers.UserAgent.TryParseAdd(agent) ? agent : throw Fault(nameof(ParhelionClientOptions.UserAgent), "must have the form name/version");
    }

    private static TimeSpan Positive(TimeSpan time, string name)
    {
        if (time == System.Threading.Timeout.InfiniteTimeSpan) return time;
        return time > TimeSpan.Zero ? Short(time, name) : throw Fault(name, "must be greater than zero, or infinite");
    }

    private static TimeSpan Finite(TimeSpan time, string name) => time > TimeSpan.Zero ? Short(time, name) : throw Fault(name, "must be greater than zero");

    private static TimeSpan Short(TimeSpan time, string name) => time <= MaxTime ? time : throw Fault(name, $"must be at most {MaxTime.Days} days");

    private static ArgumentException Fault(string options, string fault) =>
        new($"ParhelionClientOptions.{options} {fault}.", nameof(options));
}
