using System.Text.Json;

namespace Parhelion.Client.Wire;

/// <summary>Turns the exceptions of <see cref="HttpClient"/> and of its message handlers into failures.</summary>
internal static class ExceptionReader
{
    /// <summary>Whether an exception is one of the call, so that it becomes a <see cref="ParhelionException"/>. Others go to the caller: that the
    /// client was disposed, and the cancellation of the caller.</summary>
    public static bool IsOfCall(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        RedirectException or ObjectDisposedException or ParhelionException => false,
        _ => true,
    };

    /// <summary>Whether a request failed before anything of it was sent.</summary>
    public static bool IsNoConnection(HttpRequestException exception) => IsNoConnection(exception.HttpRequestError);

    public static AttemptFailure Read(Exception exception, ApiCall call, int? status, SendState state, Deadline deadline)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SourceConsumedException) return Consumed(e, call, state);
        }

        return exception switch
        {
            OperationCanceledException e => TimedOut(e, call, status, state, deadline),
            HttpRequestException or IOException => Lost(call, status, exception.Message, exception),
            JsonException e => new AttemptFailure
            {
                Status = status,
                Reason = $"{status}, but the response is not a response of the API",
                Cause = e,
                IsTransient = false,
                MayHaveBeenExecuted = true,
            },
            _ => OfHandler(exception, call, status, state),
        };
    }

    private static AttemptFailure TimedOut(OperationCanceledException e, ApiCall call, int? status, SendState state, Deadline deadline)
    {
        if (deadline.IsExpired)
        {
            var reason = call.IsTransfer ? $"no data was transferred for {deadline.Limit}" : $"no response within {deadline.Limit}";
            return Lost(call, status, reason, new TimeoutException(e.Message, e));
        }

        return e.InnerException is TimeoutException timeout
            ? Lost(call, status, "HttpClient.Timeout passed; set it to infinite, because ParhelionClientOptions has the time limits", timeout)
            : OfHandler(e, call, status, state);
    }

    // A handler that repeats requests has its own rules for that, so the client does not repeat what it throws.
    private static AttemptFailure OfHandler(Exception e, ApiCall call, int? status, SendState state) => new()
    {
        Status = status,
        Reason = $"a message handler of the HttpClient failed: {e.Message}",
        Cause = e,
        IsTransient = e is OperationCanceledException || IsRejection(e),
        IsFinal = true,
        MayHaveBeenExecuted = status is not null || (state.MayBeSent(call) && call.Upload is not { IsSentWhole: false }),
    };

    private static AttemptFailure Consumed(Exception e, ApiCall call, SendState state) => new()
    {
        Reason = state.Count > 1
            ? $"a message handler of the HttpClient sent the request {state.Count} times, but the source can be read only once"
            : "the source was read before, and it can be read only once",
        Cause = e,
        IsTransient = false,
        IsFinal = true,
        MayHaveBeenExecuted = call.Upload is { IsSentWhole: true },
    };

    // Polly is no dependency of the client. Its time limits, open circuits and rate limits all derive from this class.
    private static bool IsRejection(Exception e)
    {
        for (var type = e.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == "Polly.ExecutionRejectedException") return true;
        }

        return false;
    }

    private static bool IsNoConnection(HttpRequestError error) => error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // There was no response, or the connection broke within it. Nothing was executed without a connection, or if a form was not sent completely.
    private static AttemptFailure Lost(ApiCall call, int? status, string reason, Exception cause)
    {
        var error = (cause as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var isConnected = !IsNoConnection(error);
        return new AttemptFailure
        {
            Status = status,
            Reason = isConnected ? reason : $"no connection to {call.Url.GetLeftPart(UriPartial.Authority)}: {reason}",
            Cause = cause,
            IsTransient = error is not (HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError
                or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse),
            MayHaveBeenExecuted = status is not null || (isConnected && call.Upload is not { IsSentWhole: false }),
        };
    }
}
