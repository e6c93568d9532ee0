namespace Parhelion.Server.Wire;

/// <summary>The longest pause that a client may make while it sends a request body. <see cref="ThreadPoolRequestBodyReader"/> enforces this limit.</summary>
/// <remarks>Kestrel alone requires only an average of 240 bytes per second over the whole body. A client that has sent a lot quickly could then be silent for
/// hours.</remarks>
internal sealed class RequestBodyIdleTimeout(TimeSpan idle, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // A stopping server waits for clients that still send. A silent client would only delay the stop.
    private static readonly TimeSpan WhileStopping = TimeSpan.FromSeconds(10);

    /// <summary>The current limit; at most 10 seconds while the server is stopping.</summary>
    public TimeSpan Limit => lifetime.ApplicationStopping.IsCancellationRequested && WhileStopping < idle ? WhileStopping : idle;

    /// <summary>The clock that measures the limit.</summary>
    public TimeProvider Clock => clock;

    /// <summary>How often the limit is checked: a quarter of its shortest value.</summary>
    public TimeSpan Interval { get; } = (WhileStopping < idle ? WhileStopping : idle) / 4;
}
