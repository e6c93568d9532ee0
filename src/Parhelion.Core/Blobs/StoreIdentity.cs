using System.Globalization;

namespace Parhelion.Core.Blobs;

/// <summary>
/// The content of the identity file of a blob store: an installation id and a watermark. The id says which installation owns the blobs. The watermark is a
/// rising number that the database holds too. A database with a lower watermark than the file is an older copy.
/// </summary>
/// <param name="Owner">The id of the installation, or <see cref="CopyOwner"/> while an installation is being copied into the store.</param>
/// <param name="Watermark">The watermark in the file. The database has flushed the same number to its disk before.</param>
/// <remarks>
/// The server raises the watermark in the database first, and in the file after that. The file is therefore never ahead of the current database.
/// </remarks>
public sealed record StoreIdentity(string Owner, long Watermark)
{
    /// <summary>Maximum length of an identity file in bytes.</summary>
    public const int MaxBytes = 1024;

    private const string Comment = "# Says which installation of Parhelion these blobs belong to. Neither edit nor delete it: docs/backup.md.\n";
    private const string OwnerLine = "installation ";
    private const string WatermarkLine = "watermark ";
    private const string CopyPrefix = "copy-of-";

    /// <summary>Gets the <see cref="Owner"/> of a store that receives a copy of the installation <paramref name="source"/>. When the copy is served, this owner
    /// is replaced.</summary>
    public static string CopyOwner(string source) => CopyPrefix + source;

    /// <summary>Parses the text that <see cref="ToString"/> makes.</summary>
    /// <exception cref="InvalidDataException">The text is not that of an identity file.</exception>
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
            : throw new InvalidDataException($"'{BlobNames.IdentityFile}' does not contain an installation id and a watermark.");
    }

    /// <summary>Gets the text of the identity file.</summary>
    public override string ToString() => $"{Comment}{OwnerLine}{Owner}\n{WatermarkLine}{Watermark.ToString(CultureInfo.InvariantCulture)}\n";
}
