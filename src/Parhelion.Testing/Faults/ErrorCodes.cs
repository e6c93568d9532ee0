namespace Parhelion.Testing.Faults;

/// <summary>The error codes that the API has for statuses.</summary>
internal static class ErrorCodes
{
    /// <summary>Returns the code for a status.</summary>
    public static string Of(int status) => status switch
    {
        401 => ProblemCodes.Unauthorized,
        403 => ProblemCodes.Forbidden,
        404 => ProblemCodes.NotFound,
        405 => ProblemCodes.MethodNotAllowed,
        408 => ProblemCodes.RequestTimeout,
        409 => ProblemCodes.Conflict,
        412 => ProblemCodes.PreconditionFailed,
        413 => ProblemCodes.PayloadTooLarge,
        415 => ProblemCodes.UnsupportedMediaType,
        423 => ProblemCodes.Locked,
        503 => ProblemCodes.ServiceUnavailable,
        507 => ProblemCodes.InsufficientStorage,
        < 500 => ProblemCodes.BadRequest,
        _ => ProblemCodes.InternalError,
    };
}
