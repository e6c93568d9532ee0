using System.Globalization;

namespace Parhelion.Core.Scanning;

/// <summary>Says how far a scan of the stored files has come, so that an interrupted scan can continue there.</summary>
/// <param name="StartedAt">When the scan began.</param>
/// <param name="After">The key of the last attachment that was scanned; empty: none was scanned yet.</param>
/// <param name="Files">Number of attachments that were scanned or could not be scanned.</param>
/// <param name="Bytes">Total size of these attachments in bytes.</param>
/// <param name="Found">Number of attachments that are malware.</param>
/// <param name="Unscanned">Number of attachments that could not be scanned.</param>
public sealed record StoredFileScanProgress(DateTimeOffset StartedAt, string After, long Files, long Bytes, long Found, long Unscanned)
{
    private const int Fields = 6;

    /// <summary>Reads what <see cref="ToString"/> has written; <c>null</c> for any other text.</summary>
    public static StoredFileScanProgress? TryParse(string? text)
    {
        if (text?.Split(' ') is not { Length: Fields } parts) return null;
        var numbers = new long[Fields];
        for (var i = 0; i < Fields; i++)
        {
            // The second is the key.
            if (i != 1 && !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }

        return new StoredFileScanProgress(DateTimeOffset.FromUnixTimeMilliseconds(numbers[0]), parts[1], numbers[2], numbers[3], numbers[4], numbers[5]);
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{StartedAt.ToUnixTimeMilliseconds()} {After} {Files} {Bytes} {Found} {Unscanned}");
}
