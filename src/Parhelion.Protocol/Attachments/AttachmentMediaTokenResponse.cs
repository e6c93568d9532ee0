namespace Parhelion.Protocol;

/// <summary>The response to <c>POST …/attachments/token</c> (200).</summary>
/// <param name="Tokens">A media token for each path. The keys are the paths exactly as they were sent.</param>
public sealed record AttachmentMediaTokenResponse(IReadOnlyDictionary<string, string> Tokens);
