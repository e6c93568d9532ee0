using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>An attachment that was uploaded for a conversation which is now deleted. If the content of a message has the media URL of the attachment, the
/// cascade (<see cref="CascadeRow"/>) keeps the attachment. Otherwise the cascade deletes it.</summary>
/// <param name="Key">Key of the blob.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsCarried">Whether the content of a message has the media URL of the attachment.</param>
public sealed record AttachmentOfDeletedConversation(BlobKey Key, string AppId, bool IsCarried);
