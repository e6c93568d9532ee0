namespace Parhelion.Core.Moving;

/// <summary>Says whether the copy of an installation is complete. If the copy is incomplete, the value says why.</summary>
public enum InstallationMoveOutcome
{
    /// <summary>The copy is complete. In the last pass every row was the same, and every blob was verified.</summary>
    Same,

    /// <summary>The copy is incomplete, because the source has changed during every pass.</summary>
    Incomplete,

    /// <summary>The copy is incomplete. The move has left out attachments whose bytes are missing or wrong, or it could not erase the blob of a
    /// row that it has deleted from the target.</summary>
    Faulty,
}
