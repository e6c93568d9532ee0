using System.Runtime.CompilerServices;

namespace Parhelion.Client;

/// <summary>A list that the server gives in pages. Enumerate it, and pages are fetched as they are needed; enumerate it again, and it is
/// fetched again. Fetching throws <see cref="ParhelionException"/>.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <example><code>await foreach (var user in client.Conversations.ListConversationsAsync(appId, userId)) …</code></example>
public class PagedList<T> : IAsyncEnumerable<T>
{
    private readonly PageRequest first;
    private readonly bool isBackwards;
    private readonly Func<PageRequest, CancellationToken, Task<Page<T>>> fetch;

    /// <summary>A list over pages. Public, so that tests can make lists without a server.</summary>
    /// <param name="first">Where to begin; from the first entry on when it is not given.</param>
    /// <param name="fetch">Fetches a page.</param>
    /// <param name="isBackwards">Whether a list without a cursor begins at its end.</param>
    public PagedList(PageRequest? first, Func<PageRequest, CancellationToken, Task<Page<T>>> fetch, bool isBackwards = false)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        this.first = first ?? new PageRequest();
        this.fetch = fetch;
        if (this.first is { After: not null, Before: not null })
        {
            throw new ArgumentException("A page comes after a cursor or before one, not both.", nameof(first));
        }

        this.isBackwards = this.first.Before is not null || (isBackwards && this.first.After is null);
    }

    /// <summary>The pages, for those who keep cursors. Their entries are oldest first also when the pages go backwards.</summary>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>The entries, one by one; newest first when the list goes backwards.</summary>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < page.Items.Count; i++) yield return page.Items[isBackwards ? page.Items.Count - 1 - i : i];
        }
    }
}
