using System.Collections.Immutable;
using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>Adds request headers to the calls that are made until it is disposed, such as a trace id of your own. For headers of all calls use a
/// message handler.</summary>
/// <remarks>It applies to the calls of the current asynchronous flow and of what that starts, and only to requests to the host of the API. The
/// headers that the client sets itself stay as they are.</remarks>
/// <example><code>
/// using (RequestHeaders.Add("X-Correlation-Id", orderId))
/// {
///     await client.Messages.PostMessageAsync(appId, conversationId, message);
/// }
/// </code></example>
public sealed class RequestHeaders : IDisposable
{
    private static readonly AsyncLocal<ImmutableList<(string Name, string Value)>?> Current = new();

    private readonly ImmutableList<(string Name, string Value)>? outer;

    private RequestHeaders(ImmutableList<(string Name, string Value)>? outer) => this.outer = outer;

    /// <summary>Adds a header.</summary>
    /// <param name="name">Name of the header.</param>
    /// <param name="value">Value of the header.</param>
    /// <returns>Ends it when disposed. Dispose in reverse order.</returns>
    /// <exception cref="ArgumentException">The name or the value is not allowed in a request header.</exception>
    public static RequestHeaders Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(value);
        using var probe = new HttpRequestMessage();
        if (!probe.Headers.TryAddWithoutValidation(name, value) || value.AsSpan().IndexOfAny("\r\n\0") >= 0)
        {
            throw new ArgumentException($"'{name}' and its value must be allowed in a request header.", nameof(name));
        }

        var scope = new RequestHeaders(Current.Value);
        Current.Value = (Current.Value ?? []).Add((name, value));
        return scope;
    }

    /// <summary>Ends the scope.</summary>
    public void Dispose() => Current.Value = outer;

    internal static void PutInto(HttpRequestHeaders headers)
    {
        foreach (var (name, value) in Current.Value ?? [])
        {
            if (!headers.Contains(name)) headers.TryAddWithoutValidation(name, value);
        }
    }
}
