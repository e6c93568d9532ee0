namespace Parhelion.Server.WebConsole;

/// <summary>The state of the server on the overview, for those who may see all of it.</summary>
/// <param name="Health">The parts of the server.</param>
/// <param name="Queues">What waits.</param>
/// <param name="FreeBytes">Free bytes of the disk with the data directory; <c>null</c> if it cannot be read.</param>
/// <param name="SizeBytes">Size of this disk in bytes; <c>null</c> if it cannot be read.</param>
public sealed record ServerState(IReadOnlyList<HealthLine> Health, IReadOnlyList<QueueLine> Queues, long? FreeBytes, long? SizeBytes);
