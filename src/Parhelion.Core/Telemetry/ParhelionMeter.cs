using System.Diagnostics.Metrics;

namespace Parhelion.Core.Telemetry;

/// <summary>The meter of all metrics of the server. Their names, units and labels are in docs/metrics.md.</summary>
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
