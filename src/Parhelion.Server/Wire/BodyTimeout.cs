namespace Parhelion.Server.Wire;

/// <summary>How long the body of a request may bring no byte. Kestrel's own limit is an average of 240 bytes a second over the whole body: whoever has sent
/// much could then be silent for hours.</summary>
internal sealed class BodyTimeout(TimeSpan idle, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // A client that sends is waited for when the server stops; one that is silent holds it up.
    private static readonly TimeSpan WhileStopping = TimeSpan.FromSeconds(10);

    /// <summary>The limit at this moment.</summary>
    public TimeSpan Limit => lifetime.ApplicationStopping.IsCancellationRequested && WhileStopping < idle ? WhileStopping : idle;

    /// <summary>The clock that measures it.</summary>
    public TimeProvider Clock => clock;

    /// <summary>How often it is looked at.</summary>
    public TimeSpan Interval { get; } = (WhileStopping < idle ? WhileStopping : idle) / 4;
}
