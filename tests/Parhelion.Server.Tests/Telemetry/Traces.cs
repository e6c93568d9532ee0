namespace Parhelion.Server.Tests.Telemetry;

/// <summary>Tests that listen to activities, which are those of all servers of this process. They run one after the other.</summary>
internal static class Traces
{
    public const string Name = "Traces";
}
