namespace Parhelion.Protocol;

/// <summary>The envelope of every failure: <c>{"errors":[{"code":"…","title":"…"}]}</c>. More than one entry occurs with 400 only.</summary>
public sealed record ErrorResponse(IReadOnlyList<ApiError> Errors);

/// <summary>One entry of the envelope.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>; clients tolerate others.</param>
/// <param name="Title">One sentence for a person.</param>
public sealed record ApiError(string Code, string Title);
