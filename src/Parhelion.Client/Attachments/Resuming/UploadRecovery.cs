using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Decides whether a resumable upload goes on after a failure, and waits. It counts the failures since the upload last advanced, so a long
/// upload over a bad network is not given up.</summary>
internal sealed class UploadRecovery(ClientSettings settings, Operation operation)
{
    private readonly RetryPolicy retryPolicy = new(settings);
    private int failures;
    private long furthest;
    private Func<ParhelionException>? final;

    /// <summary>Whether the whole file was sent and the server has not answered whether it has stored it.</summary>
    public bool MayBeStored { get; set; }

    /// <summary>Notes how many bytes the server has.</summary>
    /// <returns>Whether these are more than before.</returns>
    /// <exception cref="ParhelionException">They are not, and the last failure was one too many.</exception>
    public bool Advanced(long stored)
    {
        if (stored <= furthest) return final is null ? false : throw final();
        (furthest, failures, final) = (stored, 0, null);
        return true;
    }

    /// <summary>Begins to count from the beginning of the file.</summary>
    public void Reset() => (furthest, final) = (0, null);

    /// <summary>Waits before the next request.</summary>
    /// <param name="call">The call that failed.</param>
    /// <param name="failure">Its failure.</param>
    /// <param name="mayHaveAdvanced">Whether the request sent bytes that the server may have kept. Then the server is asked before the upload is
    /// given up.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ParhelionException">There is to be no further request.</exception>
    public async Task WaitAsync(ApiCall call, AttemptFailure failure, bool mayHaveAdvanced, CancellationToken cancellationToken)
    {
        operation.Failed(failure);
        if (final is not null) throw final();
        failures++;
        var wait = retryPolicy.Next(call, failure, failures, out var note);
        if (wait is null)
        {
            final = () => (failure with { MayHaveBeenExecuted = MayBeStored }).ToException(call, operation.Attempts, note);
            if (!mayHaveAdvanced || !CanAsk(failure)) throw final();
            wait = settings.RetryDelay;
        }

        operation.UploadResumed(failure, wait.Value);
        await Task.Delay(wait.Value, settings.Clock, cancellationToken).ConfigureAwait(false);
    }

    private bool CanAsk(AttemptFailure failure) => failure.IsTransient && settings.MaxRetries > 0 && !(failure.RetryAfter > settings.MaxRetryDelay);
}
