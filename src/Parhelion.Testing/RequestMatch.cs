using System.Text.RegularExpressions;

namespace Parhelion.Testing;

/// <summary>Selects requests, for <see cref="ParhelionServer.Fail"/> and its kin. A string converts to it: <c>"POST /v2/apps/*/attachments"</c>.</summary>
public sealed partial class RequestMatch
{
    private readonly string text;
    private readonly Func<RecordedRequest, bool> predicate;

    private RequestMatch(string text, Func<RecordedRequest, bool> predicate) => (this.text, this.predicate) = (text, predicate);

    /// <summary>Every request.</summary>
    public static RequestMatch Any { get; } = new(nameof(Any), _ => true);

    /// <summary>Uploads of attachments.</summary>
    public static RequestMatch Uploads { get; } = Parse("POST /v2/apps/*/attachments");

    /// <summary>Downloads of attachments, by GET or HEAD.</summary>
    public static RequestMatch Downloads { get; } = new(nameof(Downloads), request => request.Method is "GET" or "HEAD" && Parse("/apps/**").predicate(request));

    /// <summary>Deletions of attachments by their URL.</summary>
    public static RequestMatch Deletions { get; } = Parse("POST /v2/apps/*/attachments/remove");

    /// <summary>Requests for which a function returns true.</summary>
    /// <param name="predicate">Called for each request when it arrives, by several threads at once.</param>
    public static RequestMatch Where(Func<RecordedRequest, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new("Where(…)", predicate);
    }

    /// <summary>Reads a pattern: an optional method, then a path. In the path <c>*</c> means any characters but a slash, and <c>**</c> any characters. The
    /// query does not matter.</summary>
    /// <param name="pattern">Such as <c>"POST /v2/apps/*/attachments"</c> or <c>"/v2/**"</c>.</param>
    /// <exception cref="ArgumentException">The pattern has no path, or more than a method and a path.</exception>
    public static RequestMatch Parse(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var words = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var path = words[^1];
        if (words.Length > 2 || path[0] is not ('/' or '*')) throw new ArgumentException($"'{pattern}' is not a valid pattern; write a method and a path, such as 'POST /v2/apps/*/attachments'.", nameof(pattern));
        var method = words.Length == 2 ? words[0] : null;
        // The API can also be reached below /sc.
        var regex = new Regex($"^(?:/sc)?{Stars().Replace(Regex.Escape(path), star => star.Length > 2 ? ".*" : "[^/]*")}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new(pattern, request => (method is null || method.Equals(request.Method, StringComparison.OrdinalIgnoreCase)) && regex.IsMatch(request.Path));
    }

    /// <summary>Reads a pattern, as <see cref="Parse"/> does.</summary>
    /// <param name="pattern">Such as <c>"POST /v2/apps/*/attachments"</c>.</param>
    public static implicit operator RequestMatch(string pattern) => Parse(pattern);

    /// <summary>Whether a request is selected.</summary>
    /// <param name="request">The request.</param>
    public bool Matches(RecordedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return predicate(request);
    }

    /// <summary>The pattern.</summary>
    public override string ToString() => text;

    // A star as Regex.Escape writes it, once or twice.
    [GeneratedRegex(@"(?:\\\*){1,2}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stars();
}
