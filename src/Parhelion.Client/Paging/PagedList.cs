using System.Runtime.CompilerServices;

namespace Parhelion;

/// <summary>A list that the client fetches page by page while it is enumerated. Each enumeration fetches the list again. Fetching a page throws
/// <see cref="ParhelionException"/> if it fails.</summary>
/// <typeparam name="T">Type of the entries.</typeparam>
/// <example><code>await foreach (var conversation in client.Conversations.ListConversationsAsync(appId, userId)) …</code></example>
public class PagedList<T> : IAsyncEnumerable<T>
{
    private readonly PageRequest first;
    private readonly bool isBackwards;
    private readonly Func<PageRequest, CancellationToken, Task<Page<T>>> fetch;

    /// <summary>Creates a list from a function that fetches pages. It is public so that tests can create lists without a server.</summary>
    /// <param name="first">The request of the first page. Default: no cursor and the page size of the server.</param>
    /// <param name="fetch">Fetches a page.</param>
    /// <param name="isBackwards">Whether a list without a cursor starts at its end and lists the newest entry first.</param>
    public PagedList(PageRequest? first, Func<PageRequest, CancellationToken, Task<Page<T>>> fetch, bool isBackwards = false)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        this.first = first ?? new PageRequest();
        this.fetch = fetch;
        if (this.first is { After: not null, Before: not null })
        {
            throw new ArgumentException("Set either After or Before, not both.", nameof(first));
        }

        this.isBackwards = this.first.Before is not null || (isBackwards && this.first.After is null);
    }

    /// <summary>Enumerates the pages, with their cursors. Entries within a page are in the order of the list, even if the pages go backwards.</summary>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    public virtual async IAsyncEnumerable<Page<T>> AsPages([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = first;
        for (; ; )
        {
            var page = await fetch(request, cancellationToken).ConfigureAwait(false);
            yield return page;
            var cursor = isBackwards ? page.Meta.BeforeCursor : page.Meta.AfterCursor;
            if (!page.Meta.HasMore || cursor is null) yield break;
            request = isBackwards ? request with { After = null, Before = cursor } : request with { Before = null, After = cursor };
        }
    }

    /// <summary>Enumerates the entries, in reverse order if the list goes backwards.</summary>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < page.Items.Count; i++) yield return page.Items[isBackwards ? page.Items.Count - 1 - i : i];
        }
    }
}
