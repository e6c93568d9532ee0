namespace Parhelion.Server.Telemetry;

/// <summary>A request that took half a second or longer.</summary>
/// <param name="At">When the request ended.</param>
/// <param name="Duration">How long the request took.</param>
/// <param name="Route">Method and route of the request, never the path: a path may contain file names and tokens.</param>
/// <param name="Status">Status of the response.</param>
/// <param name="RequestId">Id of the request, as in the log.</param>
public sealed record SlowRequest(DateTimeOffset At, TimeSpan Duration, string Route, int Status, string RequestId);
