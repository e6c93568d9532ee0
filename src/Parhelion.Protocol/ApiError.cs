using Parhelion.Protocol;

namespace Parhelion;

/// <summary>One entry of an <see cref="ErrorResponse"/>.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>. Clients must accept other codes.</param>
/// <param name="Title">One sentence for a person.</param>
public sealed record ApiError(string Code, string Title);
