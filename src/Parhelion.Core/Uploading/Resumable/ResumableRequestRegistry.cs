using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Lets only one request of this process at a time work on a resumable upload. A later request for the same upload ends the earlier request. The later request
/// then waits until the bytes of the earlier request are stored.
/// </summary>
public sealed class ResumableRequestRegistry
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Turn> turns = new(StringComparer.Ordinal);

    /// <summary>Ends the request that works on the upload, and waits for its end.</summary>
    /// <returns>The turn of the caller. When the caller disposes the turn, the next request can go on.</returns>
    internal async ValueTask<Turn> EnterAsync(string id, CancellationToken cancellationToken)
    {
        var mine = new Turn(this, id);
        Turn? earlier;
        lock (gate)
        {
            turns.TryGetValue(id, out earlier);
            turns[id] = mine;
        }

        if (earlier is null) return mine;
        try
        {
            earlier.Stop();
            await earlier.Ended.WaitAsync(cancellationToken);
            return mine;
        }
        catch
        {
            // The next one waits for this turn, which must not end before the earlier one.
            _ = earlier.Ended.ContinueWith(_ => mine.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Ends the requests whose uploads another node wants to continue.</summary>
    public void OnInvalidation(InvalidationMessage invalidation)
    {
        if (invalidation.Kind != InvalidationKind.ResumableUpload) return;
        foreach (var id in invalidation.Ids) Stop(id);
    }

    /// <summary>Ends the request of this process that works on the upload, without waiting for its end.</summary>
    internal void Stop(string id)
    {
        Turn? turn;
        lock (gate) turns.TryGetValue(id, out turn);
        turn?.Stop();
    }

    private void Leave(Turn turn)
    {
        lock (gate)
        {
            if (turns.TryGetValue(turn.Id, out var last) && last == turn) turns.Remove(turn.Id);
        }
    }

    /// <summary>The right of a request to work on one upload, until the turn is disposed.</summary>
    internal sealed class Turn(ResumableRequestRegistry registry, string id) : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        /// <summary>Cancelled when another request wants to continue the upload.</summary>
        public CancellationToken Stopped => stop.Token;

        /// <summary>Completes when the turn was disposed.</summary>
        public Task Ended => ended.Task;

        public void Stop() => stop.Cancel();

        public void Dispose()
        {
            registry.Leave(this);
            ended.TrySetResult();
        }
    }
}
