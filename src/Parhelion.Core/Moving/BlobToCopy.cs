using Parhelion.Core.Blobs;

namespace Parhelion.Core.Moving;

/// <summary>Describes a blob to copy to another blob store, by its key, app, size and SHA-256. These values come from the row of the attachment.</summary>
internal sealed record BlobToCopy(BlobKey Key, string AppId, long Size, byte[] Sha256)
{
    private static readonly int AppIdAt = CopiedTables.Attachments.IndexOf("app_id");
    private static readonly int SizeAt = CopiedTables.Attachments.IndexOf("size");
    private static readonly int HashAt = CopiedTables.Attachments.IndexOf("sha256");

    /// <summary>Gets the blob of a row of <see cref="CopiedTables.Attachments"/>.</summary>
    public static BlobToCopy FromRow(CopiedRow row) =>
        new(BlobKey.Parse(row.Key[0]), (string)row.Values[AppIdAt]!, (long)row.Values[SizeAt]!, (byte[])row.Values[HashAt]!);

    /// <summary>Whether another row describes the same bytes.</summary>
    public bool IsSameAs(BlobToCopy other) => Size == other.Size && Sha256.AsSpan().SequenceEqual(other.Sha256);
}
