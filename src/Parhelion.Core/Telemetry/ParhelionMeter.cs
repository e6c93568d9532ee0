using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>Creates the .NET meter that all metrics of the server belong to. The names, units and labels of the metrics are in docs/metrics.md.</summary>
public static class ParhelionMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Parhelion";

    /// <summary>Returns the meter of one server. Servers of one process have factories of their own, so they do not count for each other.</summary>
    public static Meter Of(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        return meters.Create(Name);
    }
}
