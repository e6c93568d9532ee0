namespace Parhelion.Core.Readiness;

/// <summary>
/// Adds an entry to the response of <c>/readyz</c>. The response says whether the server is ready. Any number of implementations can be registered, each as a
/// singleton service of <see cref="IReadinessEntryProvider"/>. The server calls each implementation at most once a second.
/// </summary>
public interface IReadinessEntryProvider
{
    /// <summary>Reports the present state from memory. It must not wait for a disk, a network or a lock.</summary>
    /// <returns>The entry, or <c>null</c> if there is nothing to report.</returns>
    ReadinessEntry? Report();
}
