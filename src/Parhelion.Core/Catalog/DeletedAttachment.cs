using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>The fields of an attachment that was just deleted, from which its row in the table <c>removals</c> and the change of the usage are
/// made.</summary>
public sealed record DeletedAttachment(BlobKey Key, string AppId, string? ConversationId, string FileName, long Size, string MediaType);
