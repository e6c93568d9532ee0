namespace Parhelion.Core.Catalog;

/// <summary>A message that tells other nodes to drop rows from their caches.</summary>
/// <param name="Kind">The kind of the rows.</param>
/// <param name="Ids">The keys or ids of the rows; at most <see cref="InvalidationChannel.MaxIds"/>.</param>
public sealed record Invalidation(InvalidatedRowKind Kind, params IReadOnlyList<string> Ids);
