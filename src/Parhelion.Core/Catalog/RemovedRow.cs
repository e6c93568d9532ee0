using Parhelion.Core.Blobs;

namespace Parhelion.Core.Catalog;

/// <summary>The fields of an attachment that its removal needs. Its row has just been deleted.</summary>
public sealed record RemovedRow(BlobKey Key, string AppId, string? ConversationId, string FileName, long Size);
