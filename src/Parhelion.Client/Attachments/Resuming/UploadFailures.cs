using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>What failures and odd responses of a resumable upload mean.</summary>
internal static class UploadFailures
{
    /// <summary>A success after the last bytes that completes nothing.</summary>
    public static AttemptFailure Incomplete { get; } = new()
    {
        Reason = "the server has not completed the upload",
        IsTransient = true,
        MayHaveBeenExecuted = true,
    };

    /// <summary>The API tells why an upload is not found. A proxy that has lost its server does not, and may have passed the request on.</summary>
    public static AttemptFailure OfProxy(ApiCall call, AttemptFailure failure) => failure.Status is 404 or 410 && !failure.IsOfApi(call)
        ? failure with { IsTransient = true, MayHaveBeenExecuted = true }
        : failure;

    /// <summary>Whether the app has too many unfinished uploads. After every other 429 the same request succeeds later.</summary>
    public static bool IsTooMany(AttemptFailure? failure) =>
        failure is { Status: 429, IsRateLimited: false } && failure.Errors.Any(error => error.Code == ProblemCodes.TooManyRequests);

    /// <summary>The state of an upload that the client cannot continue.</summary>
    public static AttemptFailure Unusable(int status) => new()
    {
        Status = status,
        Reason = $"{status}, but the server sent no upload offset, or one that does not match the file",
        IsTransient = false,
        MayHaveBeenExecuted = false,
    };

    /// <summary>A complete upload whose attachment is not there any more.</summary>
    public static AttemptFailure Deleted(ParhelionException gone) => new()
    {
        Status = gone.Status,
        Reason = "the attachment of the upload was deleted",
        IsTransient = false,
        MayHaveBeenExecuted = false,
    };
}
