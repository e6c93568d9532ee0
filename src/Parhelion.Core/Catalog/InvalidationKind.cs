namespace Parhelion.Core.Catalog;

/// <summary>
/// Says what the ids in an <see cref="InvalidationMessage"/> name. Most kinds name cached rows, which other nodes must drop. <see cref="ResumableUpload"/> names an
/// upload. Other nodes must end the request that appends to this upload.
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
