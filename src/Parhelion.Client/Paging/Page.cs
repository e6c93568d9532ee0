namespace Parhelion;

/// <summary>One page of a list, as the server sent it.</summary>
/// <typeparam name="T">Type of the entries.</typeparam>
/// <param name="Items">The entries, in the order of the list: oldest first, attachments newest first.</param>
/// <param name="Meta">Whether there are more entries, and the cursors of the neighbouring pages. The cursors may be stored.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageMeta Meta);
