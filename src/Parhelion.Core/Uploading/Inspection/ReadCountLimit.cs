namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Limits how many blocks of 64 KiB are read from one upload to determine its type, or its width, height and duration. If the store is remote, each
/// block costs one request. When no block is left, <see cref="TrySpend"/> returns false.</summary>
/// <remarks>A <see cref="StagedUploadReadBuffer"/> reads one block each time that it moves to another part of the upload.</remarks>
internal sealed class ReadCountLimit(int moves)
{
    private int left = moves;

    /// <summary>Whether a move was refused because the budget is spent.</summary>
    public bool IsSpent => left < 0;

    /// <summary>Takes one move; false if none is left.</summary>
    public bool TrySpend() => --left >= 0;
}
