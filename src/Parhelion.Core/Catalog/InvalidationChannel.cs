namespace Parhelion.Core.Catalog;

/// <summary>Tells the other nodes that share the database to drop changed rows from their caches. A message may be lost, so <see cref="CachedRowLifetime"/>
/// also limits how long a row stays cached.</summary>
public abstract class InvalidationChannel
{
    /// <summary>Maximum number of ids in one invalidation.</summary>
    public const int MaxIds = 300;

    /// <summary>Raised when another node has sent an invalidation.</summary>
    public event Action<Invalidation>? Received;

    /// <summary>Queues an invalidation for all other nodes. Neither blocks nor throws.</summary>
    public abstract void Post(Invalidation invalidation);

    /// <summary>Sends and receives until cancelled. Recovers from every error.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Raises <see cref="Received"/>.</summary>
    protected void OnReceived(Invalidation invalidation) => Received?.Invoke(invalidation);
}
