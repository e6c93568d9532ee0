namespace Parhelion.Server.WebConsole;

/// <summary>The health, the queues and the disk space of the server on the overview page of the web console. Only sessions with a key of the account see this
/// state.</summary>
/// <param name="Health">The parts of the server.</param>
/// <param name="Queues">The queues of the server.</param>
/// <param name="FreeBytes">Free bytes of the disk with the data directory; <c>null</c> if it cannot be read.</param>
/// <param name="SizeBytes">Size of this disk in bytes; <c>null</c> if it cannot be read.</param>
public sealed record ServerOverview(IReadOnlyList<OverviewHealthLine> Health, IReadOnlyList<OverviewQueueLine> Queues, long? FreeBytes, long? SizeBytes);
