namespace Parhelion.Core.Catalog;

/// <summary>
/// The kind of the ids in an <see cref="InvalidationMessage"/>. Ids of most kinds belong to cached rows, which other nodes must drop. Ids of the kind
/// <see cref="ResumableUpload"/> belong to uploads. Other nodes must end the requests that append to these uploads.
/// </summary>
public enum InvalidationKind
{
    /// <summary>Attachments, by their blob keys.</summary>
    Attachments,

    /// <summary>All cached rows, because the attachments are too many to list or unknown.</summary>
    Everything,

    /// <summary>An app and its API keys.</summary>
    App,

    /// <summary>An integration and its API keys.</summary>
    Integration,

    /// <summary>An API key.</summary>
    Key,

    /// <summary>A resumable upload, by its id: another node wants to continue it, so the request that appends to it must end.</summary>
    ResumableUpload,
}
