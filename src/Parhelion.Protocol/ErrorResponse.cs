namespace Parhelion.Protocol;

/// <summary>The body of every error response: <c>{"errors":[{"code":"…","title":"…"}]}</c>. Only responses with status 400 can have several
/// entries.</summary>
public sealed record ErrorResponse(IReadOnlyList<ApiError> Errors);

/// <summary>One entry of an <see cref="ErrorResponse"/>.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>. Clients must accept other codes.</param>
/// <param name="Title">One sentence for a person.</param>
public sealed record ApiError(string Code, string Title);
