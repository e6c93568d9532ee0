using System.Security.Cryptography;

namespace Parhelion.Client.Wire;

/// <summary>Decides whether and when a call is retried.</summary>
internal sealed class RetryPolicy(ClientSettings settings)
{
    public const string ReadOnce = "not repeated, because the source can be read only once";

    /// <summary>Returns the wait before the next attempt; <c>null</c> if there is to be none. The note explains a refusal that is not obvious.</summary>
    public TimeSpan? Next(ApiCall call, AttemptFailure failure, int attempt, out string? note)
    {
        note = null;
        if (failure.IsFinal || !failure.IsTransient) return null;
        if (failure.Requests > 1)
        {
            note = $"not repeated, because the message handlers of the HttpClient sent the request {failure.Requests} times";
            return null;
        }

        if (failure.MayHaveBeenExecuted && !call.IsIdempotent) return null;
        if (call.Upload is { Source.CanOpen: false })
        {
            note = ReadOnce;
            return null;
        }

        if (attempt > settings.MaxRetries) return null;
        var wait = failure.RetryAfter ?? Backoff(attempt);
        return wait <= settings.MaxRetryDelay ? wait : null;
    }

    // Doubles with each attempt. A random part of up to half is subtracted, so that many clients do not retry at the same moment.
    private TimeSpan Backoff(int attempt)
    {
        var full = Math.Min(settings.RetryDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), settings.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (RandomNumberGenerator.GetInt32(1001) / 2000.0)));
    }
}
