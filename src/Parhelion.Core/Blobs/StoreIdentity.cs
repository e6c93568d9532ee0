using System.Globalization;

namespace Parhelion.Core.Blobs;

/// <summary>Which installation the blobs of a store belong to, and how far its database had come. The database has the watermark first: one that is
/// behind the mark is older than the blobs.</summary>
/// <param name="Owner">The id of the installation, or <see cref="CopyOwner"/> of the one that is being copied here.</param>
/// <param name="Watermark">A watermark that the database has on its disk.</param>
public sealed record StoreIdentity(string Owner, long Watermark)
{
    /// <summary>Most bytes of the text of a mark.</summary>
    public const int MaxBytes = 1024;

    private const string Comment = "# Says which installation of Parhelion these blobs belong to. Neither edit nor delete it: docs/backup.md.\n";
    private const string OwnerLine = "installation ";
    private const string WatermarkLine = "watermark ";
    private const string CopyPrefix = "copy-of-";

    /// <summary>The owner of a store that a copy of an installation is written to, until the copy is served.</summary>
    public static string CopyOwner(string source) => CopyPrefix + source;

    /// <summary>Reads what <see cref="ToString"/> has made.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static StoreIdentity Parse(string text)
    {
        string? owner = null;
        long? watermark = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(OwnerLine, StringComparison.Ordinal)) owner = line[OwnerLine.Length..].Trim();
            if (!line.StartsWith(WatermarkLine, StringComparison.Ordinal)) continue;
            if (long.TryParse(line.AsSpan(WatermarkLine.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) watermark = value;
        }

        return owner is { Length: > 0 } && watermark is { } known
            ? new StoreIdentity(owner, known)
            : throw new InvalidDataException($"{BlobNames.Mark} does not hold the mark of an installation.");
    }

    /// <summary>The mark as text.</summary>
    public override string ToString() => $"{Comment}{OwnerLine}{Owner}\n{WatermarkLine}{Watermark.ToString(CultureInfo.InvariantCulture)}\n";
}
