namespace Parhelion;

/// <summary>The exception that is thrown when a call fails: the server refused it, failed, or sent no response. <see cref="Status"/> and
/// <see cref="Errors"/> distinguish the cases. <see cref="Exception.InnerException"/> is the exception of the network or of a message
/// handler.</summary>
public sealed class ParhelionException : Exception
{
    /// <summary>Creates an exception. It is public so that tests can throw what the client throws.</summary>
    /// <param name="message">What failed, for a person.</param>
    /// <param name="innerException">The exception of the network or of a message handler. Optional.</param>
    /// <example><code>throw new ParhelionException("not found") { Status = 404, Errors = [new ApiError(ProblemCodes.NotFound, "Attachment not found")] };</code></example>
    public ParhelionException(string message, Exception? innerException = null) : base(message, innerException) => Errors = [];

    /// <summary>HTTP status of the response; <c>null</c> if there was none: no connection, a broken connection, or a timeout.</summary>
    public int? Status { get; init; }

    /// <summary>All entries of <c>errors[]</c> in the response; empty if the body is not an error of the API. <see cref="ProblemCodes"/> has
    /// their codes.</summary>
    public IReadOnlyList<ApiError> Errors { get; init; }

    /// <summary><see cref="ApiError.Code"/> of the first error; <c>null</c> if there is none.</summary>
    public string? Code => Errors.Count > 0 ? Errors[0].Code : null;

    /// <summary>The first 64 KiB of the response body as text; <c>null</c> if there was no response.</summary>
    public string? Body { get; init; }

    /// <summary><c>X-Request-Id</c> of the response. The operator of the server can find the request in the log by this id.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same call may succeed later. It may have been executed nevertheless: see <see cref="MayHaveBeenExecuted"/>.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the server may have executed the call although no response confirms it.</summary>
    public bool MayHaveBeenExecuted { get; init; }

    /// <summary>The wait that the server asks for in <c>Retry-After</c>; <c>null</c> if it asks for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The resumable upload that failed, to continue it with <see cref="UploadAttachmentOptions.ResumeFrom"/>; <c>null</c> for other calls, and
    /// if the server refused the file for good.</summary>
    public ResumableUpload? ResumableUpload { get; init; }

    /// <summary>Number of attempts, the first one included, and those that message handlers repeated.</summary>
    public int Attempts { get; init; } = 1;
}
