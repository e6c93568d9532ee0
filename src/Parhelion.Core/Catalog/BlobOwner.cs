namespace Parhelion.Core.Catalog;

/// <summary>The kind of row that a blob belongs to.</summary>
public enum BlobOwner
{
    /// <summary>No row refers to the blob.</summary>
    None,

    /// <summary>A row of the table <c>attachments</c>: the attachment is live, or a cascade has not reached it yet.</summary>
    Attachment,

    /// <summary>A row of the table <c>removals</c>. The attachment was deleted and the blob is to be erased.</summary>
    Ledger,
}
