namespace Parhelion.Core.Catalog;

/// <summary>Says which kind of database row refers to a blob.</summary>
public enum BlobOwnerKind
{
    /// <summary>No row refers to the blob.</summary>
    None,

    /// <summary>A row of the table <c>attachments</c>: the attachment is live, or a cascade still has to delete its row.</summary>
    Attachment,

    /// <summary>A row of the table <c>removals</c>: the attachment was deleted, and its blob is to be erased.</summary>
    Ledger,

    /// <summary>A row of the table <c>renditions</c>: the blob is a picture of an attachment, or a node is making the picture.</summary>
    Rendition,

    /// <summary>A row of the table <c>resumable_uploads</c>: all bytes of an upload came, but its row in <c>attachments</c> was not inserted yet.</summary>
    Upload,
}
