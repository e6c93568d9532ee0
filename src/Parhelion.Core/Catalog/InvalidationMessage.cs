namespace Parhelion.Core.Catalog;

/// <summary>
/// A message to the other nodes that share the database. The message tells these nodes to drop rows from their caches, or to end the request that appends to a
/// resumable upload.
/// </summary>
/// <param name="Kind">What <c>Ids</c> names.</param>
/// <param name="Ids">The keys or ids of the rows, or the id of the upload; at most <see cref="InvalidationChannel.MaxIds"/>. Empty for
/// <see cref="InvalidationKind.Everything"/>.</param>
public sealed record InvalidationMessage(InvalidationKind Kind, params IReadOnlyList<string> Ids);
