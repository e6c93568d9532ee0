using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Knows whether the server offers resumable uploads. It asks once; again an hour after a negative answer, as servers are updated; and again a
/// minute after it got no answer, which it waits for twice, each time at most 5 seconds.</summary>
internal sealed class ResumableUploadSupport(Transport transport)
{
    private const int Attempts = 2;
    private static readonly TimeSpan LifetimeOfNo = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeOfFailure = TimeSpan.FromMinutes(1);

    private readonly RetryPolicy retryPolicy = new(transport.Settings);
    private volatile UploadFields? offer;
    private volatile Refusal? refusal;

    /// <summary>Returns the limits of the server; <c>null</c> if it does not offer resumable uploads, or if it could not be asked.</summary>
    /// <param name="form">The upload as a form.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<UploadFields?> FindAsync(ApiCall form, Operation operation, CancellationToken cancellationToken)
    {
        if (offer is { } known) return known;
        var clock = transport.Settings.Clock;
        if (refusal is { } no && clock.GetElapsedTime(no.Since) < no.Lifetime) return null;
        var call = UploadRequests.Discover(form);
        for (var attempt = 1; ; attempt++)
        {
            var (found, failure) = await transport.TryAsync(call, operation, ReadAsync, cancellationToken).ConfigureAwait(false);
            var wait = failure is null || attempt == Attempts ? null : retryPolicy.Next(call, failure, attempt, out _);
            if (wait is not { } pause || pause > UploadRequests.DiscoveryLimit)
            {
                Remember(found, failure);
                return found;
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Remembers that the server does not do what it offered.</summary>
    public void Refuse() => Remember(null, failure: null);

    private void Remember(UploadFields? found, AttemptFailure? failure)
    {
        // A refusal of the credentials or of the app says nothing about the server.
        if (failure is { Status: 401 or 403 or 404 }) return;
        var isAnswer = failure is null or { Status: >= 300 and < 500 and not (408 or 429) or 501 };
        refusal = found is null ? new Refusal(transport.Settings.Clock.GetTimestamp(), isAnswer ? LifetimeOfNo : LifetimeOfFailure) : null;
        offer = found;
    }

    private static async Task<UploadFields?> ReadAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var found = UploadFields.AreOffered(response.Headers) ? UploadFields.Of(response.Headers) : null;
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return found;
    }

    private sealed record Refusal(long Since, TimeSpan Lifetime);
}
