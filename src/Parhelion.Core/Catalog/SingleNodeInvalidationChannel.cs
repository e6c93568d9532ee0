namespace Parhelion.Core.Catalog;

/// <summary>Implements the invalidation channel of an installation with one node. The channel sends nothing and receives nothing, because there is no other
/// node.</summary>
public sealed class SingleNodeInvalidationChannel : InvalidationChannel
{
    /// <inheritdoc />
    public override void Post(InvalidationMessage invalidation)
    {
    }

    /// <inheritdoc />
    public override Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
