using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Collects the errors in a request body, so that one response can list them. If there are more than <see cref="ErrorResponseLimits.MaxErrors"/>
/// errors, the class throws immediately. Therefore a body with many errors causes no more work than a body with a few.</summary>
internal sealed class FieldErrors
{
    private readonly List<ApiError> errors = [];

    /// <summary>Adds an error, unless it was added before: a transaction that runs a second time reads the body a second time.</summary>
    /// <exception cref="ProblemException">There are more than <see cref="ErrorResponseLimits.MaxErrors"/> errors.</exception>
    public void Add(string title)
    {
        if (errors.Exists(error => error.Title == title)) return;
        if (errors.Count == ErrorResponseLimits.MaxErrors) throw new ProblemException([.. errors, ErrorResponseLimits.More]);
        errors.Add(new ApiError(ProblemCodes.BadRequest, title));
    }

    /// <summary>Throws if any error was added.</summary>
    /// <exception cref="ProblemException">There is at least one error.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0) throw new ProblemException(errors);
    }
}
