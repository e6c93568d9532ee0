namespace Parhelion.Core.Catalog;

/// <summary>Sends each <see cref="InvalidationMessage"/> of this node to the other nodes that share the database, and receives theirs. A message may be lost.
/// Therefore <see cref="CachedRowLifetime"/> limits how long a node uses a cached row without reading it again.</summary>
public abstract class InvalidationChannel
{
    /// <summary>Maximum number of ids in one invalidation.</summary>
    public const int MaxIds = 300;

    /// <summary>Raised when another node has sent an invalidation.</summary>
    public event Action<InvalidationMessage>? Received;

    /// <summary>Queues an invalidation for all other nodes. Neither blocks nor throws.</summary>
    public abstract void Post(InvalidationMessage invalidation);

    /// <summary>Sends and receives until cancelled. Recovers from every error.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Raises <see cref="Received"/>.</summary>
    protected void OnReceived(InvalidationMessage invalidation) => Received?.Invoke(invalidation);
}
