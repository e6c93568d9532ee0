using System.Text.Json.Serialization;

namespace Parhelion.BenchReport.Figures;

/// <summary>What the deletion of a user with many attachments took.</summary>
/// <param name="Attachments">Attachments of the user.</param>
/// <param name="AnswerMilliseconds">Time until the call was answered.</param>
/// <param name="EraseSeconds">Time until the last byte was erased.</param>
/// <param name="MemoryMegabytes">Memory above that before the call, in units of 1,000,000 bytes.</param>
/// <param name="UploadsBefore">Uploads per second of other users before the call.</param>
/// <param name="UploadsMeanwhile">Uploads per second of other users during the deletion.</param>
internal sealed record CascadeCost(
    int Attachments, double AnswerMilliseconds, double EraseSeconds, double MemoryMegabytes, double UploadsBefore, double UploadsMeanwhile)
{
    // The message, its link and its attachment are deleted, and a removal is recorded.
    private const int RowsPerAttachment = 4;

    /// <summary>The column heads of a Markdown table, without the outer bars.</summary>
    public const string Columns = "answered | erased in | rows/s | files/s | memory | uploads/s before | meanwhile | ratio";

    /// <summary>The row of that table, without the outer bars.</summary>
    [JsonIgnore]
    public string Row =>
        $"{AnswerMilliseconds:F0} ms | {EraseSeconds:F1} s | {RowsPerAttachment * Attachments / EraseSeconds:F0} | {Attachments / EraseSeconds:F0} | "
        + $"+{MemoryMegabytes:F0} MB | {UploadsBefore:F0} | {UploadsMeanwhile:F0} | {UploadsMeanwhile / UploadsBefore:F2}";
}
