namespace Parhelion.Protocol;

/// <summary>The body of every error response: <c>{"errors":[{"code":"…","title":"…"}]}</c>. Only responses with status 400 can have several
/// entries.</summary>
public sealed record ErrorResponse(IReadOnlyList<ApiError> Errors);
