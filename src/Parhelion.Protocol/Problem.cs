namespace Parhelion.Protocol;

/// <summary>One failure as the API tells it: an HTTP status and the two strings of its error envelope.</summary>
/// <param name="Status">HTTP status code, 400 to 599.</param>
/// <param name="Code">Machine-readable class of the failure; one of <see cref="ProblemCodes"/>.</param>
/// <param name="Title">One sentence for a person. Never holds a secret, a stack trace or a path of the server.</param>
public sealed record Problem(int Status, string Code, string Title)
{
    /// <summary>The body that carries this problem on the wire.</summary>
    public ErrorResponse ToResponse() => new([new ApiError(Code, Title)]);
}
