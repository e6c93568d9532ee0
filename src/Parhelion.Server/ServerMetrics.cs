using System.Diagnostics.Metrics;

namespace Parhelion.Server;

/// <summary>The metrics that the server exports, in the meter <c>Parhelion.Server</c>. No label holds a name, an id or a token.</summary>
internal static class ServerMetrics
{
    public const string MeterName = "Parhelion.Server";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Counts requests for an attachment whose bytes are missing from the blob store or incomplete.</summary>
    public static readonly Counter<long> MissingFiles = Meter.CreateCounter<long>(
        "parhelion.media.missing_files", "{request}", "Requests for an attachment whose bytes are missing from the store or incomplete.");

    /// <summary>Creates the gauge of the clock skew: how many seconds the clock of this node is ahead (negative: behind), by <c>source</c>:
    /// <c>database</c> or <c>store</c>. Each server disposes its own meter.</summary>
    public static Meter ObserveClockSkew(Func<IEnumerable<Measurement<double>>> read)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("parhelion.clock.skew", read, "s", "How far the clock of this node is ahead of that of the database or the store; negative: behind.");
        return meter;
    }
}
