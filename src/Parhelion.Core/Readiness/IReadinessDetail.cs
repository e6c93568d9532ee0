namespace Parhelion.Core.Readiness;

/// <summary>Adds an entry to the response of <c>/readyz</c>. Register an implementation as a singleton service of this type; any number may be
/// registered. The server asks each of them at most once a second.</summary>
public interface IReadinessDetail
{
    /// <summary>Reports the present state from memory. It must not wait for a disk, a network or a lock.</summary>
    /// <returns>The entry, or <c>null</c> if there is nothing to report.</returns>
    ReadinessEntry? Report();
}
