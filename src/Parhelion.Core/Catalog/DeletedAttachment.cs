using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>Holds the fields of an attachment that was just deleted. The server uses these fields to create the row of the table <c>removals</c> and the
/// <see cref="UsageChange"/>.</summary>
public sealed record DeletedAttachment(BlobKey Key, string Id, string AppId, string? ConversationId, string FileName, long Size, string MediaType);
