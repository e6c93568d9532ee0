namespace Parhelion.Server.Telemetry;

/// <summary>A request that took long.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Route">Its method and route. Never the path, which may have file names and tokens.</param>
/// <param name="Status">Status of the response.</param>
/// <param name="RequestId">Its id, as in the log.</param>
public sealed record SlowRequest(DateTimeOffset At, TimeSpan Duration, string Route, int Status, string RequestId);
