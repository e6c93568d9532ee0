namespace Parhelion.Core.Catalog;

/// <summary>A message that tells nodes to drop cached rows.</summary>
/// <param name="Kind">What kind of rows.</param>
/// <param name="Ids">Their keys or ids; at most <see cref="InvalidationChannel.MaxIds"/>.</param>
public sealed record Invalidation(InvalidationKind Kind, params IReadOnlyList<string> Ids);
