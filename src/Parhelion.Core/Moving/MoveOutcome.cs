namespace Parhelion.Core.Moving;

/// <summary>Whether a copy is complete, and why not.</summary>
public enum MoveOutcome
{
    /// <summary>The copy is complete: in the last pass every row was the same, and every blob was verified.</summary>
    Same,

    /// <summary>The copy is incomplete, because the source has changed during every pass.</summary>
    Incomplete,

    /// <summary>The copy is incomplete, because attachments were left out whose bytes are missing or wrong.</summary>
    Faulty,
}
