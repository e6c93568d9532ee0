using Parhelion.Protocol;

namespace Parhelion.Client;

/// <summary>One page of a list, as the server gave it.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The entries, oldest first.</param>
/// <param name="Meta">Where the page stands: whether there is more, and the cursors to its neighbours, which may be kept.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageMeta Meta);
