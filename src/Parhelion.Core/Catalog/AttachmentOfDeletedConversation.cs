using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents an attachment that a deleted conversation held. A cascade, which is a deletion in several transactions (<see cref="CascadeRow"/>), deletes the
/// attachment. The cascade keeps the attachment if a message of another conversation still carries the attachment.
/// </summary>
/// <remarks>A message carries an attachment if the content of the message has the media URL of the attachment.</remarks>
/// <param name="Key">Key of the blob of the attachment.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsCarried">Whether a message carries the attachment.</param>
public sealed record AttachmentOfDeletedConversation(BlobKey Key, string AppId, bool IsCarried);
