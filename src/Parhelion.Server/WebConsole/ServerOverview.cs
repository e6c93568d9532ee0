namespace Parhelion.Server.WebConsole;

/// <summary>
/// The server section of the overview page of the web console: health, queues and disk space. The page has this section only if the session has a key of the
/// account.
/// </summary>
/// <param name="Health">The parts of the server.</param>
/// <param name="Queues">The queues of the server.</param>
/// <param name="FreeBytes">Free bytes of the disk with the data directory; <c>null</c> if it cannot be read.</param>
/// <param name="SizeBytes">Size of this disk in bytes; <c>null</c> if it cannot be read.</param>
public sealed record ServerOverview(IReadOnlyList<OverviewHealthLine> Health, IReadOnlyList<OverviewQueueLine> Queues, long? FreeBytes, long? SizeBytes);
