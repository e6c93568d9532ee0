namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Limits how many blocks of 64 KiB are read to find the type, width, height or duration of an upload. With a remote store, each block costs one request. When
/// no block is left, <see cref="TrySpend"/> returns false.
/// </summary>
/// <remarks>A <see cref="StagedUploadReadBuffer"/> reads one block each time that it moves to another part of the upload.</remarks>
internal sealed class InspectionReadBudget(int moves)
{
    private int left = moves;

    /// <summary>Whether a move was refused because the budget is spent.</summary>
    public bool IsSpent => left < 0;

    /// <summary>Takes one move; false if none is left.</summary>
    public bool TrySpend() => --left >= 0;
}
