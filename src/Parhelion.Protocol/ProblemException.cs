namespace Parhelion.Protocol;

/// <summary>Carries one or more problems out of a place too deep to return them. The server's translator turns it into the answer.</summary>
public sealed class ProblemException : Exception
{
    /// <summary>A failure told by <paramref name="problem"/>.</summary>
    public ProblemException(Problem problem, Exception? inner = null) : base(problem.Title, inner) =>
        (Status, Errors) = (problem.Status, [new ApiError(problem.Code, problem.Title)]);

    /// <summary>Several faults of one request, which the API answers with 400 and one entry each.</summary>
    public ProblemException(IReadOnlyList<ApiError> errors) : base(errors[0].Title) => (Status, Errors) = (400, errors);

    /// <summary>A failure told by <paramref name="problem"/>, with a second entry of the same code that explains it.</summary>
    public ProblemException(Problem problem, string explanation) : base(problem.Title) =>
        (Status, Errors) = (problem.Status, [new ApiError(problem.Code, problem.Title), new ApiError(problem.Code, explanation)]);

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>What goes into the envelope; at least one.</summary>
    public IReadOnlyList<ApiError> Errors { get; }
}
