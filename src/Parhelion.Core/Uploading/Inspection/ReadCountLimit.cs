namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Limits how many blocks of one upload are read to determine the type of the upload. Each move of a <see cref="StagedWindow"/> reads one block of 64
/// KiB, and sends one request if the store is remote.</summary>
internal sealed class ReadCountLimit(int moves)
{
    private int left = moves;

    /// <summary>Whether a move was refused because the budget is spent.</summary>
    public bool IsSpent => left < 0;

    /// <summary>Takes one move; false if none is left.</summary>
    public bool TrySpend() => --left >= 0;
}
