using System.Globalization;
using System.Text;

namespace Parhelion.Server.WebConsole;

/// <summary>Writes deletion receipts as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in front.</summary>
internal static class RemovalReceiptCsv
{
    /// <summary>The first line.</summary>
    public const string Head = "mediaUrl,mediaUrlHash,state,requestedAt,requestedBy,reason,bytes,erasedAt,purgedAt\r\n";

    /// <summary>Returns one line.</summary>
    public static string Line(ConsoleReceiptRow answer)
    {
        var receipt = answer.Receipt;
        string?[] cells =
        [
            answer.Url, receipt is null ? null : Convert.ToHexStringLower(receipt.MediaHash), answer.State.ToString(), Time(receipt?.RequestedAt), receipt?.RequestedBy, receipt?.Reason,
            receipt?.Size.ToString(CultureInfo.InvariantCulture), Time(receipt?.ErasedAt), Time(receipt?.PurgedAt),
        ];
        var line = new StringBuilder();
        foreach (var cell in cells) line.Append(line.Length == 0 ? "" : ",").Append(Cell(cell ?? ""));
        return line.Append("\r\n").ToString();
    }

    /// <summary>Returns a cell, quoted.</summary>
    public static string Cell(string text)
    {
        var isFormula = text.TrimStart() is [('=' or '+' or '-' or '@'), ..] || text is ['\t' or '\r' or '\n', ..];
        return $"\"{(isFormula ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
