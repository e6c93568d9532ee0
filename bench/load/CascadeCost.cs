namespace Parhelion.Load;

/// <summary>What one deletion took.</summary>
/// <param name="Attachments">Attachments of the user.</param>
/// <param name="Answered">Milliseconds until the call answered.</param>
/// <param name="Done">Seconds until the last byte was erased.</param>
/// <param name="Memory">MB above what the server had before.</param>
/// <param name="Before">Uploads a second of others before.</param>
/// <param name="Meanwhile">Uploads a second of others meanwhile.</param>
internal sealed record CascadeCost(int Attachments, double Answered, double Done, double Memory, double Before, double Meanwhile)
{
    public const string Columns = "DELETE answers | worked off in | rows/s | files/s | memory above before | uploads/s before | meanwhile | ratio";

    // A message, its link and its attachment leave, and the ledger gains an entry.
    private const int RowsPerAttachment = 4;

    public string Row =>
        $"{Answered:F0} ms | {Done:F1} s | {RowsPerAttachment * Attachments / Done:F0} | {Attachments / Done:F0} | {Memory:F0} MB | {Before:F0} | {Meanwhile:F0} | {Meanwhile / Before:F2}";
}
