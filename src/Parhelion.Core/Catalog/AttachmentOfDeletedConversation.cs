using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Represents an attachment that a deleted conversation held. If a message of another conversation still carries the attachment, the cascade
/// (<see cref="CascadeRow"/>) keeps the attachment. Otherwise the cascade deletes it.</summary>
/// <remarks>A message carries an attachment if the content of the message has the media URL of the attachment.</remarks>
/// <param name="Key">Key of the blob of the attachment.</param>
/// <param name="AppId">Id of the app.</param>
/// <param name="IsCarried">Whether a message carries the attachment.</param>
public sealed record AttachmentOfDeletedConversation(BlobKey Key, string AppId, bool IsCarried);
