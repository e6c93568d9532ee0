namespace Parhelion.Protocol;

/// <summary>An error of the API: an HTTP status, and the code and title of its <see cref="ErrorResponse"/>.</summary>
/// <param name="Status">HTTP status code, 400 to 599.</param>
/// <param name="Code">Machine-readable code: one of <see cref="ProblemCodes"/>.</param>
/// <param name="Title">One sentence for a person. It never contains a secret, a stack trace or a path of the server.</param>
public sealed record Problem(int Status, string Code, string Title)
{
    /// <summary>Creates the response body for this problem.</summary>
    public ErrorResponse ToResponse() => new([new ApiError(Code, Title)]);
}
