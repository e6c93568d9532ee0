namespace Parhelion.Core.Catalog;

/// <summary>The invalidation channel of an installation with one node. It sends nothing and receives nothing.</summary>
public sealed class SingleNodeInvalidationChannel : InvalidationChannel
{
    /// <inheritdoc />
    public override void Post(Invalidation invalidation)
    {
    }

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
