using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Knows whether the server offers resumable uploads. It asks once, and again an hour after a negative answer, as servers are updated.</summary>
internal sealed class ResumableUploadSupport(Transport transport)
{
    private static readonly TimeSpan NegativeLifetime = TimeSpan.FromHours(1);

    private volatile UploadFields? offer;
    private long refusedAt;
    private volatile bool isRefused;

    /// <summary>Returns the limits of the server; <c>null</c> if it does not offer resumable uploads, or if it could not be asked.</summary>
    /// <param name="form">The upload as a form.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<UploadFields?> FindAsync(ApiCall form, Operation operation, CancellationToken cancellationToken)
    {
        if (offer is { } known) return known;
        var clock = transport.Settings.Clock;
        if (isRefused && clock.GetElapsedTime(Volatile.Read(ref refusedAt)) < NegativeLifetime) return null;
        var (found, failure) = await transport.TryAsync(UploadRequests.Discover(form), operation, ReadAsync, cancellationToken).ConfigureAwait(false);
        // A refusal of the credentials or of the app says nothing about the server, and a server that is not reachable says nothing at all.
        if (failure is null or { Status: >= 300 and < 500 and not (401 or 403 or 404 or 408 or 429) or 501 }) Remember(found);
        return found;
    }

    /// <summary>Remembers that the server does not do what it offered.</summary>
    public void Refuse() => Remember(null);

    private void Remember(UploadFields? found)
    {
        Volatile.Write(ref refusedAt, transport.Settings.Clock.GetTimestamp());
        (isRefused, offer) = (found is null, found);
    }

    private static async Task<UploadFields?> ReadAsync(HttpResponseMessage response, Deadline deadline, CancellationToken cancellationToken)
    {
        var found = UploadFields.AreOffered(response.Headers) ? UploadFields.Of(response.Headers) : null;
        await ResponseReader.SkipAsync(response, cancellationToken).ConfigureAwait(false);
        return found;
    }
}
