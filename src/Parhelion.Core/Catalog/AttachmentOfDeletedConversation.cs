using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>An attachment that was uploaded for a conversation which is now deleted. A cascade keeps it if a message carries it, and deletes it
/// otherwise.</summary>
/// <param name="Key">Key of the blob.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsCarried">Whether the content of a message has the media URL of the attachment.</param>
public sealed record AttachmentOfDeletedConversation(BlobKey Key, string AppId, bool IsCarried);
