namespace Parhelion.Core.Moving;

/// <summary>How a move is to be done.</summary>
public sealed record MoveOptions
{
    /// <summary>Whether the bytes of attachments that both sides have are read and hashed too, and copied again where they are wrong. Default: false,
    /// they were when they were copied.</summary>
    public bool ReadsAllBytes { get; init; }

    /// <summary>Whether the copy is whole without the attachments whose bytes are missing or wrong. Default: false.</summary>
    public bool LeavesFaulty { get; init; }
}
