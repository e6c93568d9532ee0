namespace Parhelion.Core.Catalog;

/// <summary>Says what <see cref="SqliteFileCheck"/> has found in a database file and its log.</summary>
/// <param name="WasInterrupted">Whether the log contains commits. If so, the previous server process did not stop cleanly.</param>
/// <param name="Damage">One sentence about what is wrong: the log has damage that no power cut causes, or does not belong to the database file. <c>null</c>
/// when nothing is wrong.</param>
public sealed record SqliteFileCheckResult(bool WasInterrupted, string? Damage)
{
    /// <summary>Whether the log belongs to another state of the database, so that SQLite must not apply it.</summary>
    public bool IsLogForeign { get; init; }
}
