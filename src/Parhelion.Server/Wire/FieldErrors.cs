using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>The faults that were found in a body. Looking for more ends where the answer would not list them any more, so that a body full of faults
/// costs no more than one with a few.</summary>
internal sealed class FieldErrors
{
    private readonly List<ApiError> errors = [];

    /// <summary>Adds a fault.</summary>
    /// <exception cref="ProblemException">There are more than an answer lists.</exception>
    public void Add(string title)
    {
        if (errors.Count == ErrorLimits.MostErrors) throw new ProblemException([.. errors, ErrorLimits.More]);
        errors.Add(new ApiError(ProblemCodes.BadRequest, title));
    }

    /// <exception cref="ProblemException">There are any.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0) throw new ProblemException(errors);
    }
}
