namespace Parhelion.Protocol;

/// <summary>Body of <c>POST …/attachments/token</c>.</summary>
/// <param name="Paths">1 to 100 paths. Each is the path of an app, of a conversation, or of a media URL: <c>/apps/{appId}</c>,
/// <c>/apps/{appId}/conversations/{conversationId}</c>, <c>/apps/{appId}/…/{token}/{fileName}</c>.</param>
public sealed record AttachmentMediaTokenBody(IReadOnlyList<string> Paths);
