namespace Parhelion.Core.Catalog;

/// <summary>Sends invalidations between the nodes that share a database, so that they drop cached rows. Messages may be lost; then
/// <see cref="CacheLifetime"/> limits how long a row stays cached.</summary>
public abstract class InvalidationChannel
{
    /// <summary>Maximum number of ids in one invalidation.</summary>
    public const int MaxIds = 300;

    /// <summary>Raised when another node has sent an invalidation.</summary>
    public event Action<Invalidation>? Heard;

    /// <summary>Queues an invalidation for all other nodes. Neither blocks nor throws.</summary>
    public abstract void Post(Invalidation invalidation);

    /// <summary>Sends and receives until cancelled. Recovers from every error.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Raises <see cref="Heard"/>.</summary>
    protected void Hear(Invalidation invalidation) => Heard?.Invoke(invalidation);
}

/// <summary>A channel for a single node. It sends nothing and receives nothing.</summary>
public sealed class SingleNodeChannel : InvalidationChannel
{
    /// <inheritdoc />
    public override void Post(Invalidation invalidation)
    {
    }

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A message that tells nodes to drop cached rows.</summary>
/// <param name="Kind">What kind of rows.</param>
/// <param name="Ids">Their keys or ids; at most <see cref="InvalidationChannel.MaxIds"/>.</param>
public sealed record Invalidation(InvalidationKind Kind, params IReadOnlyList<string> Ids);

/// <summary>The kind of rows that an <see cref="Invalidation"/> is about.</summary>
public enum InvalidationKind
{
    /// <summary>Attachments, by their blob keys.</summary>
    Attachments,

    /// <summary>Everything in the caches, because the attachments are too many to list or unknown.</summary>
    Everything,

    /// <summary>An app and its API keys.</summary>
    App,

    /// <summary>An integration and its API keys.</summary>
    Integration,

    /// <summary>An API key.</summary>
    Key,
}
