namespace Parhelion.Core.Moving;

/// <summary>
/// Holds the options for copying an installation to another database and blob store. One option checks again the blobs that both sides already have. The other
/// option accepts a copy without the attachments whose blobs are faulty.
/// </summary>
public sealed record InstallationMoveOptions
{
    /// <summary>Whether to read and hash also the blobs of attachments that both sides have, and to copy wrong blobs again. Default: false, because all blobs
    /// were hashed when they were copied.</summary>
    public bool ReadsAllBytes { get; init; }

    /// <summary>Whether attachments whose bytes are missing or wrong may be left out of a complete copy. Default: false.</summary>
    public bool LeavesFaulty { get; init; }
}
