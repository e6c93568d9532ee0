using Parhelion.Core.Removing;

namespace Parhelion.Server.Purging;

/// <summary>Builds the HTTP requests that purge attachments from one kind of cache, and checks the responses.</summary>
internal interface IPurgeTarget
{
    /// <summary>Kind and host of the cache, for the log.</summary>
    string Name { get; }

    /// <summary>Builds the calls for these purges, as few as the cache allows. Each call is idempotent.</summary>
    IEnumerable<PurgeCall> Calls(IReadOnlyList<PurgeRequest> purges);

    /// <summary>Whether the response confirms that the cache dropped everything the call named. Default: any status 2xx.</summary>
    ValueTask<bool> ConfirmsAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => new(answer.IsSuccessStatusCode);
}
