namespace Parhelion.Rendering.Wire;

/// <summary>The header of the answer to a job. The bytes of the pictures follow it, in their order.</summary>
/// <param name="Reason">Why there are no pictures; <c>null</c> if there are. It has at most <see cref="MaxReasonLength"/> characters and nothing from the file.</param>
/// <param name="Pictures">One for each target.</param>
/// <param name="Placeholder">The ThumbHash.</param>
internal sealed record WorkerAnswer(string? Reason, IReadOnlyList<WorkerPicture> Pictures, ReadOnlyMemory<byte> Placeholder)
{
    public const int MaxReasonLength = 200;
}
