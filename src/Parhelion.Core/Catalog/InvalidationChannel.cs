namespace Parhelion.Core.Catalog;

/// <summary>What the nodes that share a database tell each other: what to forget. A notice may be lost, which <see cref="CacheLifetime"/> covers.</summary>
public abstract class InvalidationChannel
{
    /// <summary>Most ids of one notice.</summary>
    public const int MaxIds = 300;

    /// <summary>Called with what another node has posted.</summary>
    public event Action<Invalidation>? Heard;

    /// <summary>Tells all other nodes, soon. Does not wait and does not fail.</summary>
    public abstract void Post(Invalidation invalidation);

    /// <summary>Sends and listens until it is cancelled, over every fault.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Passes on what was heard.</summary>
    protected void Hear(Invalidation invalidation) => Heard?.Invoke(invalidation);
}

/// <summary>There is no other node.</summary>
public sealed class SingleNodeChannel : InvalidationChannel
{
    /// <inheritdoc />
    public override void Post(Invalidation invalidation)
    {
    }

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Something that is gone.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Ids">Which of them; at most <see cref="InvalidationChannel.MaxIds"/>.</param>
public sealed record Invalidation(InvalidationKind Kind, params IReadOnlyList<string> Ids);

/// <summary>What a <see cref="Invalidation"/> is about.</summary>
public enum InvalidationKind
{
    /// <summary>Attachments, by their keys.</summary>
    Attachments,

    /// <summary>More attachments than can be listed, or nobody knows which: everything that is remembered is forgotten.</summary>
    Everything,

    /// <summary>An app with its keys.</summary>
    App,

    /// <summary>An integration with its keys.</summary>
    Integration,

    /// <summary>A key.</summary>
    Key,
}
