using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>The exception that is thrown when a call fails: the server refused it, failed, or sent no response. <see cref="Status"/> and
/// <see cref="Errors"/> distinguish the cases.</summary>
public sealed class ParhelionException : Exception
{
    internal ParhelionException(string message, Exception? inner = null) : base(message, inner) => Errors = [];

    /// <summary>HTTP status of the response; <c>null</c> if there was none: no connection, a broken connection, or a timeout.</summary>
    public int? Status { get; internal init; }

    /// <summary>All entries of <c>errors[]</c> in the response; empty if the body is not an error of the API. <see cref="ProblemCodes"/> has
    /// their codes.</summary>
    public IReadOnlyList<ApiError> Errors { get; internal init; }

    /// <summary><see cref="ApiError.Code"/> of the first error; <c>null</c> if there is none.</summary>
    public string? Code => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>The first 64 KiB of the response body as text; <c>null</c> if there was no response.</summary>
    public string? Body { get; internal init; }

    /// <summary><c>X-Request-Id</c> of the response. The operator of the server can find the request in the log by this id.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>Whether the same call may succeed later. It may have been executed nevertheless: see <see cref="MayHaveBeenExecuted"/>.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>Whether the server may have executed the call although no response confirms it.</summary>
    public bool MayHaveBeenExecuted { get; internal init; }

    /// <summary>The wait that the server asks for in <c>Retry-After</c>; <c>null</c> if it asks for none.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Number of attempts, the first one included.</summary>
    public int Attempts { get; internal init; } = 1;
}
