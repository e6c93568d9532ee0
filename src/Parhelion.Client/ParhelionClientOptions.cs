using Microsoft.Extensions.Logging;

namespace Parhelion;

/// <summary>The options of a <see cref="ParhelionClient"/>: host, credentials, timeouts and retries.</summary>
public sealed class ParhelionClientOptions
{
    /// <summary>The default of <see cref="Host"/>: <c>https://api.smooch.io</c>.</summary>
    public const string DefaultHost = "https://api.smooch.io";

    /// <summary>Name of the section of the configuration that applications usually bind these options to: <c>Parhelion</c>.</summary>
    public const string Section = "Parhelion";

    /// <summary>Base URL of the API without <c>/v2</c>, including its path prefix if it has one: <c>https://{subdomain}.zendesk.com/sc</c>,
    /// <c>http://127.0.0.1:5480</c>. A slash at the end is ignored. Default: <see cref="DefaultHost"/>.</summary>
    public Uri Host { get; set; } = new(DefaultHost);

    /// <summary>The credentials that the client sends. Required, unless <see cref="KeyId"/> and <see cref="KeySecret"/> are set; for downloads of
    /// public files use <see cref="ParhelionCredentials.None"/>.</summary>
    public ParhelionCredentials? Credentials { get; set; }

    /// <summary>Id of a key, for configuration: together with <see cref="KeySecret"/> it stands for <see cref="ParhelionCredentials.Basic"/>.
    /// Ignored if <see cref="Credentials"/> is set.</summary>
    public string? KeyId { get; set; }

    /// <summary>Secret of the key <see cref="KeyId"/>. Keep it in a secret store or in the environment, not in <c>appsettings.json</c>.</summary>
    public string? KeySecret { get; set; }

    /// <summary>Time limit of one attempt of a call that transfers no file, with everything that message handlers do. Uploads and downloads have
    /// <see cref="IdleTimeout"/> instead, so that a slow connection does not interrupt them. At most 49 days, or infinite. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that an upload or a download may transfer no byte, or wait for the response after its last byte.
    /// At most 49 days, or infinite. Default: 60 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Largest number of retries after the first attempt. 0 disables retries. Default: 3.</summary>
    /// <remarks>The client retries every call that could not connect, or that the server answered with 408, 429 or 503. It retries an
    /// idempotent call also after a broken connection, a timeout, 500, 502 and 504. It retries other calls after 408 and 503 only if the response
    /// has <c>errors[]</c> of the API, or if the body was not sent completely: a proxy may have passed the request on. It retries an upload only if the source can be read
    /// again, or if nothing was read from it. It does not retry a request that a message handler has already sent several times.</remarks>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Wait before the first retry. It doubles with each further retry, and a random part of up to half is subtracted.
    /// At most 49 days. Default: 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before a retry. If the server asks for a longer wait with <c>Retry-After</c>, the client does not retry: it throws
    /// the exception, with <see cref="ParhelionException.RetryAfter"/>. At most 49 days. Default: 30 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Size of a file in bytes above which the client uses a resumable upload. After a broken connection such an upload continues where it
    /// ended. It costs one more request. The client sends smaller files, sources that cannot seek, and all files to a server without resumable uploads
    /// as a form. <see cref="long.MaxValue"/> disables resumable uploads. Default: 4 MiB.</summary>
    public long ResumableUploadThreshold { get; set; } = 4 << 20;

    /// <summary>Product and version that the client puts before its own in <c>User-Agent</c>, such as <c>shop/2.1</c>. Default: none.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The clock for timeouts, waits and tokens. Default: the system clock, or the registered <see cref="System.TimeProvider"/> with
    /// dependency injection.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Creates the log, category <see cref="ClientTelemetry.Name"/>: one warning for each attempt that is repeated. Default: no log, or that
    /// of the application with dependency injection.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Returns the host, and no secret.</summary>
    public override string ToString() => $"{nameof(ParhelionClientOptions)} {{ Host = {Host} }}";
}
