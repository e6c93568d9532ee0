using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>A call that did not succeed: refused, failed, or never answered. Told apart by <see cref="Status"/> and <see cref="Errors"/>.</summary>
public sealed class ParhelionException : Exception
{
    internal ParhelionException(string message, Exception? inner = null) : base(message, inner) => Errors = [];

    /// <summary>HTTP status of the answer; <c>null</c> when there was none: no connection, a broken one, or no answer in time.</summary>
    public int? Status { get; internal init; }

    /// <summary>What the answer says, all of it; empty when it says nothing in the form of the API. Compare codes with <see cref="ProblemCodes"/>.</summary>
    public IReadOnlyList<ApiError> Errors { get; internal init; }

    /// <summary><see cref="ApiError.Code"/> of the first error; <c>null</c> without one.</summary>
    public string? Code => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>Beginning of the body of the answer as text, at most 64 KiB; <c>null</c> without an answer.</summary>
    public string? Body { get; internal init; }

    /// <summary><c>X-Request-Id</c> of the answer, by which the operator of the server finds it in the log.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>Whether the same call may succeed later. Does not say that it was not executed: see <see cref="MayHaveBeenExecuted"/>.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>Whether the server may have done what was asked although there is no answer that says so.</summary>
    public bool MayHaveBeenExecuted { get; internal init; }

    /// <summary>How long the server asks to wait before the next call.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>How often the call was made.</summary>
    public int Attempts { get; internal init; } = 1;
}
