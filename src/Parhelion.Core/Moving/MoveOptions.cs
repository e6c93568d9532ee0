namespace Parhelion.Core.Moving;

/// <summary>Options for copying an installation to another database and blob store: whether blobs that an earlier pass has copied are checked again, and
/// whether a copy counts as complete that leaves out the attachments with faulty blobs.</summary>
public sealed record MoveOptions
{
    /// <summary>Whether to read and hash also the blobs of attachments that both sides have, and to copy wrong blobs again. Default: false, because all blobs
    /// were hashed when they were copied.</summary>
    public bool ReadsAllBytes { get; init; }

    /// <summary>Whether attachments whose bytes are missing or wrong may be left out of a complete copy. Default: false.</summary>
    public bool LeavesFaulty { get; init; }
}
