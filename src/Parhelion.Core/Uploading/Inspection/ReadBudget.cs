namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Limits how often the windows of one upload may move.</summary>
internal sealed class ReadBudget(int moves)
{
    private int left = moves;

    /// <summary>Whether a move was refused because the budget is spent.</summary>
    public bool IsSpent => left < 0;

    /// <summary>Takes one move; false if none is left.</summary>
    public bool TrySpend() => --left >= 0;
}
