namespace Parhelion.Rendering.Pool;

/// <summary>A worker process ended while it was sent a file.</summary>
internal sealed class WorkerEndedException(Exception cause) : Exception("A worker process ended.", cause);
