namespace Parhelion.Core.Catalog;

/// <summary>Says what <see cref="SqliteFileCheck"/> has found in a database file and its log.</summary>
/// <param name="WasInterrupted">Whether the log contains commits. If so, the previous server process did not stop cleanly.</param>
/// <param name="Damage">One sentence about damage that no power cut causes; <c>null</c> when there is none.</param>
public sealed record SqliteFileCheckResult(bool WasInterrupted, string? Damage)
{
    /// <summary>Whether the log belongs to another state of the database, so that SQLite must not apply it.</summary>
    public bool IsLogForeign { get; init; }
}
