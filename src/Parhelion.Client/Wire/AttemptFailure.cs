using System.Globalization;

namespace Parhelion.Client.Wire;

/// <summary>The failure of one attempt of a call, from which the retry policy decides and the exception is made.</summary>
internal sealed record AttemptFailure
{
    public int? Status { get; init; }

    public required string Reason { get; init; }

    public string? Body { get; init; }

    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    public string? RequestId { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a rate limit of the API refused the request. A later request will be served.</summary>
    public bool IsRateLimited { get; init; }

    /// <summary>What the response says about a resumable upload; <c>null</c> if there was no response.</summary>
    public UploadFields? Upload { get; init; }

    public Exception? Cause { get; init; }

    public required bool IsTransient { get; init; }

    public required bool MayHaveBeenExecuted { get; init; }

    /// <summary>Whether the client must not retry, whatever the kind of the call.</summary>
    public bool IsFinal { get; init; }

    /// <summary>How often message handlers sent the request of this attempt; 0 if the client cannot see it.</summary>
    public int Requests { get; init; }

    /// <summary>The kind of the failure, for metrics: the HTTP status, or the type of the exception.</summary>
    public string ErrorType => Status?.ToString(CultureInfo.InvariantCulture) ?? Cause?.GetType().FullName ?? "unknown";

    /// <summary>Whether the response is one of the API, and not of a proxy before it. A response to <c>HEAD</c> has no body, but the id of the
    /// request.</summary>
    public bool IsOfApi(ApiCall call) => Errors.Count > 0 || (call.Method == HttpMethod.Head && RequestId is not null);

    /// <summary>Creates the exception for the caller.</summary>
    public ParhelionException ToException(ApiCall call, int attempts, string? note) => new(Message(call, attempts, note), Cause)
    {
        Status = Status,
        Body = Body,
        Errors = Errors,
        RequestId = RequestId,
        RetryAfter = RetryAfter,
        // The bytes of a consumed source are lost: the same call cannot succeed.
        IsTransient = IsTransient && call.Upload is not { Source.CanOpen: false },
        MayHaveBeenExecuted = MayHaveBeenExecuted || call.IsExecuted,
        ResumableUpload = CanBeContinued ? call.ResumableUpload : null,
        Attempts = attempts,
    };

    // After most refusals the upload is lost. Other credentials, or a later time, can help after these.
    private bool CanBeContinued => Upload is not { IsComplete: true } && Status is null or < 400 or 401 or 403 or 408 or 409 or 429 or >= 500;

    private string Message(ApiCall call, int attempts, string? note)
    {
        IEnumerable<string> parts =
        [
            $"{call.Name}: {Reason}",
            .. Errors.Select(error => $"{error.Code}: {error.Title}"),
            .. attempts > 1 ? [$"after {attempts} attempts"] : Array.Empty<string>(),
            .. note is null ? Array.Empty<string>() : [note],
            .. RequestId is null ? Array.Empty<string>() : [$"request id {RequestId}"],
        ];
        return string.Join("; ", parts);
    }
}
