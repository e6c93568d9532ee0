namespace Parhelion.Client;

/// <summary>How a client reaches the API.</summary>
public sealed class ParhelionClientOptions
{
    /// <summary>The host when none is named: <c>https://api.smooch.io</c>.</summary>
    public const string DefaultHost = "https://api.smooch.io";

    /// <summary>Base URL of the API, with its path prefix if it has one, without <c>/v2</c>: <c>https://{subdomain}.zendesk.com/sc</c>,
    /// <c>http://127.0.0.1:5480</c>. A slash at the end makes no difference. Default: <see cref="DefaultHost"/>.</summary>
    public string Host { get; set; } = DefaultHost;

    /// <summary>Who calls. Required.</summary>
    public ParhelionCredentials? Credentials { get; set; }

    /// <summary>How long one attempt of a call may take that moves no file. A file has <see cref="IdleTimeout"/> instead, so that a slow line
    /// does not cut it. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an upload or a download may go without a byte moving, or without an answer after the last byte. Default: 60 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a call is repeated after the first attempt. 0 switches repeating off. Default: 3.
    /// Repeated are calls that could not connect and those answered with 429 or 503; calls that do the same thing when done twice also after
    /// a broken connection, a timeout, 408, 500, 502 and 504. An upload is repeated only from a source that can be read again.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>Wait before the first repetition; doubles from one to the next, and up to half of it is taken off at random. Default: 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before a repetition. A server that asks for more with <c>Retry-After</c> gets no repetition: the caller gets the
    /// exception, with <see cref="ParhelionException.RetryAfter"/>. Default: 30 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Put before the client's own name in <c>User-Agent</c>, such as <c>shop/2.1</c>. Default: nothing.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The clock of timeouts, waits and tokens. Default: the system's; with dependency injection the registered one.</summary>
    public TimeProvider? TimeProvider { get; set; }
}
