using System.Collections.Concurrent;
using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Connections;

/// <summary>Opens the connections of one command. All its clients share them.</summary>
internal sealed class HttpConnector : IDisposable
{
    private static readonly string Version = typeof(HttpConnector).Assembly.GetName().Version!.ToString(3);

    private readonly HttpSettings settings;
    private readonly Lazy<HttpClient> http;
    private readonly ConcurrentDictionary<string, bool> origins = new(StringComparer.OrdinalIgnoreCase);

    public HttpConnector(HttpSettings settings, Action<string> say)
    {
        this.settings = settings;
        http = new Lazy<HttpClient>(() => Create(say));
    }

    /// <summary>Time limit of a call; <c>null</c> if the user set none.</summary>
    public TimeSpan? Timeout => settings.Timeout;

    public static string UserAgent { get; } = $"parhelion-cli/{Version}";

    /// <exception cref="UsageException">An option is invalid.</exception>
    public static HttpConnector Of(ParseResult parse, Action<string> say)
    {
        var chosen = new HttpSettings
        {
            Retries = parse.GetValue(GlobalOptions.Retries),
            Timeout = parse.GetValue(GlobalOptions.Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            IsInsecure = parse.GetValue(GlobalOptions.Insecure),
            IsVerbose = parse.GetValue(GlobalOptions.Verbose),
            Headers = [.. (parse.GetValue(GlobalOptions.Headers) ?? []).Select(HeaderArgument.Parse)],
        };
        if (chosen.Retries is < 0 or > 100) throw new UsageException("--retries must be 0 to 100.");
        if (chosen.Timeout is { TotalSeconds: < 1 or > 86_400 }) throw new UsageException("--timeout must be 1 to 86400 seconds.");
        if (chosen.IsInsecure) say("Certificates are not checked, because --insecure is set. Others on the network could read the key.");
        return new HttpConnector(chosen, say);
    }

    /// <exception cref="UsageException">The host cannot be used.</exception>
    public ParhelionClient CreateClient(string host, ParhelionCredentials credentials)
    {
        var connections = Open(host);
        var options = new ParhelionClientOptions { Host = new Uri(HostUrl.Check(host)), Credentials = credentials, UserAgent = UserAgent };
        if (settings.Retries is { } retries) options.MaxRetries = retries;
        if (settings.Timeout is { } timeout) (options.Timeout, options.IdleTimeout) = (timeout, timeout);
        return new ParhelionClient(connections, options);
    }

    /// <summary>Returns what sends requests to the API, without credentials, and without a time limit of its own.</summary>
    /// <param name="host">Base URL of the API. The headers of the user go to its origin, and to those of earlier calls.</param>
    /// <exception cref="UsageException">The host cannot be used.</exception>
    public HttpClient Open(string host)
    {
        origins.TryAdd(new Uri(HostUrl.Check(host)).GetLeftPart(UriPartial.Authority), true);
        return http.Value;
    }

    public void Dispose()
    {
        if (http.IsValueCreated) http.Value.Dispose();
    }

    // As in the client: no redirects, so that credentials go to the host only that they belong to.
    private HttpClient Create(Action<string> say)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = settings.Timeout ?? TimeSpan.FromSeconds(15) };
#pragma warning disable CA5359 // The user asks for it, and is warned.
        if (settings.IsInsecure) sockets.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        HttpMessageHandler handler = settings.IsVerbose ? new RequestLog(say, IsOfApi, sockets) : sockets;
        if (settings.Headers.Count > 0) handler = new HeadersOfApi(settings.Headers, IsOfApi, handler);
        return new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    private bool IsOfApi(Uri url) => origins.ContainsKey(url.GetLeftPart(UriPartial.Authority));
}
