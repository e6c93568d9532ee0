namespace Parhelion.Protocol;

/// <summary>The exception that ends a request with an error response. The server turns its status and errors into the response.</summary>
public class ProblemException : Exception
{
    /// <summary>Creates an exception for one problem.</summary>
    public ProblemException(Problem problem, Exception? inner = null) : base(problem.Title, inner) =>
        (Status, Errors) = (problem.Status, [new ApiError(problem.Code, problem.Title)]);

    /// <summary>Creates an exception for several errors of one request. The response has status 400 and one entry for each error.</summary>
    public ProblemException(IReadOnlyList<ApiError> errors) : base(errors[0].Title) => (Status, Errors) = (400, errors);

    /// <summary>Creates an exception for one problem, with a second entry of the same code that has the explanation as its title.</summary>
    public ProblemException(Problem problem, string explanation) : base(problem.Title) =>
        (Status, Errors) = (problem.Status, [new ApiError(problem.Code, problem.Title), new ApiError(problem.Code, explanation)]);

    /// <summary>HTTP status of the response.</summary>
    public int Status { get; }

    /// <summary>The entries of <c>errors[]</c>; at least one.</summary>
    public IReadOnlyList<ApiError> Errors { get; }
}
