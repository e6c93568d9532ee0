namespace Parhelion.Core.Catalog;

/// <summary>The kinds of rows that a blob can belong to.</summary>
public enum BlobOwnerKind
{
    /// <summary>No row refers to the blob.</summary>
    None,

    /// <summary>A row of the table <c>attachments</c>: the attachment is live, or a cascade still has to delete its row.</summary>
    Attachment,

    /// <summary>A row of the table <c>removals</c>: the attachment was deleted, and its blob is to be erased.</summary>
    Ledger,
}
